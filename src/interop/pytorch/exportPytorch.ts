import { type ExportedFile, type ExportSource, textFile } from '../exporter.js';
import { headerText } from '../python/headerText.js';
import { mixupOf } from '../python/mixupOf.js';
import { type NpzArray, npzFile } from '../python/npzFile.js';
import { pythonClassName, pythonText } from '../python/pythonText.js';
import { torchModel } from './torchModel.js';
import { torchPieces } from './torchPieces.js';
import { torchTrainingText } from './torchTraining.js';

/**
 * The definition as a program for PyTorch: `model.py` builds, trains and predicts, `weights.npz` is what the run learned, by
 * the names and in the layouts of the module's state.
 */
export function exportPytorch(source: ExportSource): readonly ExportedFile[] {
  const { plan, weights, started } = source;
  const className = pythonClassName(plan.name);
  const { init, forward, arrays, frozen, penalties, training } = torchModel(plan, weights);
  const image = pythonText([-1, ...plan.inputShape]).replace('-1', 'count');
  const usage = {
    needs: 'PyTorch 2 and NumPy',
    use: [
      `model = load_weights(${className}(), "weights.npz")`,
      `predict(model, images)  # 0 to 255, ${image}, as a tensor of any type`,
    ],
  };
  const body = [init, forward, training].filter((part) => part !== '').join('\n\n');
  const model = `class ${className}(nn.Module):
    """Images 0 to 255, channels first, to logits: the last softmax is left to the loss and to \`predict\`."""

${body}`;
  const pieces = torchPieces(`${init}\n${forward}`);
  const code = [
    ...pieces,
    model,
    loadWeights,
    predict,
    ...torchTrainingText(source, { mixup: mixupOf(plan, 'PyTorch'), penalties, frozen }),
    `if __name__ == "__main__":\n    model = ${className}()\n    print(model, sum(weight.numel() for weight in model.parameters()), "parameters")`,
  ];
  const classNames = `CLASS_NAMES = [\n${started.dataset.classNames.map((name) => `    ${pythonText(name)},\n`).join('')}]`;
  const text = `${headerText(source, usage)}\n\n${imports(code.join('\n'))}\n\n${classNames}\n\n\n${code.join('\n\n\n')}\n`;
  return [textFile('model.py', text), { path: 'weights.npz', bytes: npzFile(arrays as Record<string, NpzArray>) }];
}

function imports(code: string): string {
  const standard = ['copy', 'math']
    .filter((name) => new RegExp(`\\b${name}\\.`).test(code))
    .map((name) => `import ${name}`);
  const functional = /\bF\./.test(code) ? ['import torch.nn.functional as F'] : [];
  return [
    ...standard,
    ...(standard.length === 0 ? [] : ['']),
    'import numpy as np',
    'import torch',
    ...functional,
    'from torch import nn',
  ].join('\n');
}

const loadWeights = `def load_weights(model, path="weights.npz"):
    """Sets every weight and statistic of the model to what was learned."""
    with np.load(path) as arrays:
        model.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
    return model`;

const predict = `@torch.no_grad()
def predict(model, images):
    """The probability of each class; images 0 to 255, [count, height, width, channels]."""
    model.eval()
    return torch.softmax(model(images.permute(0, 3, 1, 2).float()), 1)`;
