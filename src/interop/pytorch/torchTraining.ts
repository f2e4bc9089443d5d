import type { Configured } from '../../core/definition/configured.js';
import { ExportError, type ExportSource } from '../exporter.js';
import { type PythonValue, pythonText } from '../python/pythonText.js';

interface TorchTraining {
  readonly mixup: number | undefined;
  readonly penalties: readonly string[];
  /** Modules of the second phase. */
  readonly frozen: readonly string[];
}

/** The functions `train` and what it needs, by the recipe of a run. */
export function torchTrainingText(
  source: ExportSource,
  { mixup, penalties, frozen }: TorchTraining,
): readonly string[] {
  const { recipe } = source;
  const { fineTuning } = recipe;
  const second =
    fineTuning === undefined
      ? ''
      : `
    # The second phase: these are learned too, in smaller steps.
    for part in ${pythonText(frozen)}:
        getattr(model, part).requires_grad_(True)
    fit(model, images, labels, validation, fine_tuning_epochs, ${fineTuning.learningRate})`;
  const more = fineTuning === undefined ? '' : `, fine_tuning_epochs=${fineTuning.epochs}`;
  const freeze =
    frozen.length === 0
      ? ''
      : `    for part in ${pythonText(frozen)}:\n        getattr(model, part).requires_grad_(False)\n`;
  return [
    `def train(model, images, labels, validation, epochs=${recipe.epochs}${more}):
    """Trains by the run's recipe: images as for \`predict\`, labels as whole numbers, \`validation\` a pair of both."""
${freeze}    fit(model, images, labels, validation, epochs, ${recipe.optimizer.options.learningRate})${second}`,
    scheduleText(recipe.learningRateSchedule),
    ...(recipe.callbacks.length === 0 ? [] : [best]),
    measured,
    fitText(source, mixup, penalties),
  ];
}

function fitText({ recipe }: ExportSource, mixup: number | undefined, penalties: readonly string[]): string {
  const watching = recipe.callbacks.map(watcherOf);
  const lines = (part: keyof Watcher) => watching.map((watcher) => watcher[part]).join('');
  return `def fit(model, images, labels, validation, epochs, rate):
    """One phase of the training; random numbers are not the run's."""
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = ${optimizerText(recipe.optimizer)}
    loss_of = nn.CrossEntropyLoss(${smoothing(recipe)})
    steps, step = -(-len(images) // ${recipe.batchSize}), 0
${lines('before')}    for epoch in range(epochs):
        model.train()
        total, right = 0.0, 0
        for chosen in torch.randperm(len(images)).split(${recipe.batchSize}):
            x, y = images[chosen].permute(0, 3, 1, 2).float(), labels[chosen].long()
            for group in optimizer.param_groups:
                group["lr"] = rate * schedule(step, steps, steps * epochs)
${lossText(mixup)}${penalties.length === 0 ? '' : `            loss = loss + ${penalties.join(' + ')}\n`}            optimizer.zero_grad()
            loss.backward()
${clippingText(recipe.optimizer)}${decayText(recipe.optimizer)}            optimizer.step()
            step += 1
            total += loss.item() * len(x)
            right += (logits.argmax(1) == y).sum().item()
        seen = {"loss": total / len(images), "accuracy": right / len(images), **measured(model, *validation)}
        print(f"epoch {epoch + 1}: " + ", ".join(f"{name} {value:.4f}" for name, value in seen.items()))
${lines('after')}${lines('end')}`.trimEnd();
}

const measured = `@torch.no_grad()
def measured(model, images, labels):
    """Loss and accuracy on held-out images."""
    model.eval()
    logits = torch.cat([model(part.permute(0, 3, 1, 2).float()) for part in images.split(1000)])
    right = (logits.argmax(1) == labels).float().mean().item()
    return {"val_loss": F.cross_entropy(logits, labels.long()).item(), "val_accuracy": right}`;

const best = `class Best:
    """The best value of a quantity so far, and for how many epochs there was none better."""

    def __init__(self, name, delta=0.0):
        self.name, self.delta, self.value, self.wait, self.weights = name, delta, None, 0, None

    def update(self, seen, model):
        value = seen[self.name] if self.name.endswith("loss") else -seen[self.name]
        self.wait += 1
        if self.value is None or value < self.value - self.delta:
            self.value, self.wait, self.weights = value, 0, copy.deepcopy(model.state_dict())`;

function lossText(mixup: number | undefined): string {
  if (mixup === undefined)
    return `            logits = model(x)
            loss = loss_of(logits, y)
`;
  return `            # Mixup (Zhang et al. 2018): each image with the one before it in the batch.
            own = torch.distributions.Beta(${mixup}, ${mixup}).sample()
            own = torch.maximum(own, 1 - own)
            logits = model(own * x + (1 - own) * x.roll(1, 0))
            loss = own * loss_of(logits, y) + (1 - own) * loss_of(logits, y.roll(1, 0))
`;
}

function clippingText({ options }: Configured): string {
  const { clipnorm, globalClipnorm } = options as Record<string, number | undefined>;
  if (globalClipnorm !== undefined) return `            nn.utils.clip_grad_norm_(weights, ${globalClipnorm})\n`;
  if (clipnorm === undefined) return '';
  return `            for weight in weights:\n                nn.utils.clip_grad_norm_([weight], ${clipnorm})\n`;
}

function smoothing({ labelSmoothing = 0 }: ExportSource['recipe']): string {
  return labelSmoothing === 0 ? '' : `label_smoothing=${labelSmoothing}`;
}

function optimizerText({ type, options }: Configured): string {
  const { beta1, beta2, epsilon, momentum, nesterov, rho, weightDecay } = options as Record<
    string,
    PythonValue | undefined
  >;
  const named: Record<string, Record<string, PythonValue | undefined>> = {
    adam: { betas: [beta1 ?? 0.9, beta2 ?? 0.999], eps: epsilon },
    adamW: { betas: [beta1 ?? 0.9, beta2 ?? 0.999], eps: epsilon, weight_decay: weightDecay },
    sgd: { momentum: momentum === 0 ? undefined : momentum, nesterov: nesterov === true ? true : undefined },
    rmsprop: { alpha: rho, eps: epsilon, momentum: momentum === 0 ? undefined : momentum },
  };
  const callee = { adam: 'Adam', adamW: 'AdamW', sgd: 'SGD', rmsprop: 'RMSprop' }[type] ?? 'AdamW';
  return pythonText({
    callee: `torch.optim.${callee}`,
    positional: [{ callee: 'weights' }, { callee: 'rate' }],
    named: named[type] ?? {},
  });
}

/** Decoupled, as in Keras: PyTorch's other optimizers would add it to the gradient. */
function decayText({ type, options }: Configured): string {
  const { weightDecay } = options as { weightDecay?: number };
  if (type === 'adamW' || weightDecay === undefined || weightDecay === 0) return '';
  return `            with torch.no_grad():
                for weight in weights:
                    weight.mul_(1 - optimizer.param_groups[0]["lr"] * ${weightDecay})
`;
}

function scheduleText({ type, options }: Configured): string {
  const head =
    'def schedule(step, steps_per_epoch, total_steps):\n    """What the learning rate is multiplied by at a step."""\n';
  if (type === 'step')
    return `${head}    return ${options.factor} ** (step // (${options.everyEpochs} * steps_per_epoch))`;
  if (type !== 'cosine') return `${head}    return 1.0`;
  const { warmupEpochs = 0, warmupFraction = 0, finalFactor = 0 } = options as Record<string, number | undefined>;
  return `${head}    warmup = round(max(${warmupEpochs} * steps_per_epoch, ${warmupFraction} * total_steps))
    if step < warmup:
        return step / warmup
    done = min(1, (step - warmup) / max(1, total_steps - warmup))
    return ${1 - (finalFactor ?? 0)} * 0.5 * (1 + math.cos(math.pi * done)) + ${finalFactor}`;
}

/** What a callback says before the epochs, after each, and at the end. */
interface Watcher {
  readonly before: string;
  readonly after: string;
  readonly end: string;
}

const names: Readonly<Record<string, string>> = {
  loss: 'loss',
  accuracy: 'accuracy',
  validationLoss: 'val_loss',
  validationAccuracy: 'val_accuracy',
};

function watcherOf({ type, options }: Configured, index: number): Watcher {
  const { monitor, minDelta = 0, patience, startFromEpoch = 0 } = options as Record<string, number>;
  const { factor, cooldown = 0, minLearningRate = 0 } = options as Record<string, number>;
  const watcher = `best_${index}`;
  const delta = minDelta === 0 ? '' : `, ${minDelta}`;
  const before = `    ${watcher} = Best("${names[String(monitor)]}"${delta})\n`;
  const end = options.restoreBestWeights
    ? `    if ${watcher}.weights is not None:\n        model.load_state_dict(${watcher}.weights)\n`
    : '';
  if (type === 'bestCheckpoint') return { before, after: `        ${watcher}.update(seen, model)\n`, end };
  if (type === 'reduceLearningRateOnPlateau')
    return {
      before,
      after: `        ${watcher}.update(seen, model)
        if ${watcher}.wait >= ${Math.max(1, patience ?? 1)}:
            rate, ${watcher}.wait = max(rate * ${factor}, ${minLearningRate}), ${Math.min(0, 1 - cooldown)}
`,
      end: '',
    };
  if (options.baseline !== undefined)
    throw new ExportError('A program for PyTorch has no early stopping with a baseline; remove "baseline".');
  const inner = `${watcher}.update(seen, model)`;
  const after =
    startFromEpoch === 0 ? `        ${inner}\n` : `        if epoch >= ${startFromEpoch}:\n            ${inner}\n`;
  return {
    before,
    after: `${after}        if ${watcher}.wait >= ${Math.max(1, patience ?? 1)}:\n            break\n`,
    end,
  };
}
