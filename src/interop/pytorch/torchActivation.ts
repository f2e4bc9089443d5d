import { pythonText } from '../python/pythonText.js';

/** An activation of PyTorch on an expression. The model's last softmax is left out: PyTorch's losses take logits. */
export function torchActivation(
  name: string,
  alpha: number | undefined,
  x: string,
  rank: number,
  leavesSoftmax: boolean,
): string {
  switch (name) {
    case 'linear':
      return x;
    case 'gelu':
      return `F.gelu(${x})`;
    case 'geluTanh':
      return `F.gelu(${x}, approximate="tanh")`;
    case 'elu':
      return `F.elu(${x}${alpha === undefined ? '' : `, ${pythonText(alpha)}`})`;
    case 'leakyRelu':
      return `F.leaky_relu(${x}, ${pythonText(alpha ?? 0.2)})`;
    case 'swish':
      return `F.silu(${x})`;
    case 'sigmoid':
      return `torch.sigmoid(${x})`;
    case 'tanh':
      return `torch.tanh(${x})`;
    case 'softmax':
      return leavesSoftmax ? x : `torch.softmax(${x}, ${rank === 3 ? 1 : -1})`;
    default:
      return `F.${name}(${x})`;
  }
}
