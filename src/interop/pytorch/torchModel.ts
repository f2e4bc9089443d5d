import type { ModelPlan, PlannedLayer } from '../../core/plan/plan.js';
import type { VariableValues } from '../../core/training/modelSession.js';
import type { NpzArray } from '../python/npzFile.js';
import { PythonNames, pythonText } from '../python/pythonText.js';
import { torchLayer } from './torchLayers.js';

/** The parts of a module. */
export interface TorchModel {
  readonly init: string;
  readonly forward: string;
  /** A `train` of its own, for what never trains; empty without such layers. */
  readonly training: string;
  /** The module's state, by its names. */
  readonly arrays: Readonly<Record<string, NpzArray>>;
  /** Modules that are learned in the second phase alone. */
  readonly frozen: readonly string[];
  /** Terms of the loss for weights, in Python. */
  readonly penalties: readonly string[];
}

/** One layer in PyTorch. */
export interface TorchLayer {
  /** Modules by the part of their name behind the layer's: `''` for the only one. */
  readonly modules?: Readonly<Record<string, string>>;
  /** What `forward` says; `x` are the inputs' variables, `self(part)` a module's name. */
  expression(x: readonly string[], self: (part?: string) => string): string;
  /** State of the modules, by name behind the layer's: `.weight`. */
  readonly state?: Readonly<Record<string, NpzArray>>;
  /** Penalties by name of weight behind the layer's. */
  readonly penalties?: Readonly<Record<string, { readonly l1: number; readonly l2: number }>>;
}

/** A plan as a module of PyTorch. */
export function torchModel(plan: ModelPlan, weights: VariableValues): TorchModel {
  const names = new PythonNames([
    'x',
    'model',
    'torch',
    'nn',
    'np',
    'F',
    'train',
    'eval',
    'forward',
    'training',
    'type',
    'double',
    'float',
    'half',
    'name',
    'to',
    'apply',
  ]);
  const variables = variablesOf(plan.layers, names);
  const variableOf = (name: string) => variables.get(name) ?? 'x';
  const init = ['    def __init__(self):', '        super().__init__()'];
  const forward = ['    def forward(self, x):'];
  const arrays: Record<string, NpzArray> = {};
  const penalties: string[] = [];
  const frozen: string[] = [];
  const still: string[] = [];
  plan.layers.forEach((layer, index) => {
    const { definition } = layer;
    if (definition.type.arity === 'none') return;
    const name = names.of(definition.name);
    const isLast = index === plan.layers.length - 1;
    const made = torchLayer(layer, weights, { leavesSoftmax: isLast });
    for (const [part, module] of Object.entries(made.modules ?? {})) {
      init.push(`        self.${name}${part} = ${module}`);
      const trainable = definition.options.trainable ?? definition.type.type !== 'imageNetMeans';
      if (trainable === false) init.push(`        self.${name}${part}.requires_grad_(False)`);
      if (trainable === 'fineTuning') frozen.push(`${name}${part}`);
      const isNorm = definition.type.type === 'batchNormalization' && part === '';
      if (isNorm && (trainable !== true || layer.partOf !== undefined)) still.push(`self.${name}`);
    }
    for (const [part, array] of Object.entries(made.state ?? {})) arrays[`${name}${part}`] = array;
    for (const [part, { l1, l2 }] of Object.entries(made.penalties ?? {})) {
      if (l1 > 0) penalties.push(`${l1} * model.${name}${part}.abs().sum()`);
      if (l2 > 0) penalties.push(`${l2} * model.${name}${part}.square().sum()`);
    }
    const inputs = definition.from.map(variableOf);
    const expression = made.expression(inputs, (part = '') => `self.${name}${part}`);
    const target = variableOf(definition.name);
    if (expression !== target) forward.push(`        ${target} = ${expression}`);
  });
  forward.push(`        return ${variableOf(plan.layers.at(-1)?.definition.name ?? '')}`);
  return {
    init: init.join('\n'),
    forward: forward.join('\n'),
    arrays,
    frozen,
    penalties,
    training: trainingText(still),
  };
}

/** What never trains normalizes by its stored statistics in training too. */
function trainingText(still: readonly string[]): string {
  if (still.length === 0) return '';
  return `    def train(self, mode=True):
        super().train(mode)
        # Normalization that is not trained keeps its statistics.
        for layer in (
${still.map((name) => `            ${name},\n`).join('')}        ):
            layer.eval()
        return self`;
}

function variablesOf(layers: readonly PlannedLayer[], names: PythonNames): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  layers.forEach(({ definition: { name } }, index) => {
    const readers = layers.flatMap((layer, at) => (layer.definition.from.includes(name) ? [at] : []));
    const isPassedOn = readers.length <= 1 && (readers[0] ?? index + 1) === index + 1;
    variables.set(name, index === 0 || isPassedOn ? 'x' : names.of(name));
  });
  // The images are called x: they must not be lost while somebody reads them.
  const [input, ...others] = layers;
  const readsInput = layers.flatMap((layer, at) =>
    layer.definition.from.includes(input?.definition.name ?? '') ? [at] : [],
  );
  if (readsInput.length > 1)
    for (const { definition } of others.slice(0, readsInput.at(-1)))
      if (variables.get(definition.name) === 'x') variables.set(definition.name, names.of(definition.name));
  return variables;
}

/** A tuple in Python's text. */
export function tuple(values: readonly number[]): string {
  return pythonText(values);
}
