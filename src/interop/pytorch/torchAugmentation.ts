import { type PythonValue, pythonText } from '../python/pythonText.js';

type Options = Readonly<Record<string, unknown>>;

/** A random layer as a call of one of the functions in `torchPieces`, which only work while the module trains. */
export function torchAugmentation(type: string, options: Options, x: string): string {
  const { mode, factor, heightFactor, widthFactor, rate, scale, fillValue, valueRange } = options as Record<
    string,
    PythonValue
  >;
  const call = (name: string, named: Record<string, PythonValue | undefined>) =>
    `${pythonText({ callee: name, positional: [{ callee: x }], named })} if self.training else ${x}`;
  switch (type) {
    case 'randomFlip':
      return call('random_flip', {
        horizontal: mode === 'vertical' ? false : undefined,
        vertical: mode === 'horizontal' ? false : undefined,
      });
    case 'randomTranslation':
      return call('random_move', { down: heightFactor, right: widthFactor, ...resampling(options) });
    case 'randomRotation':
      return call('random_move', { turn: factor, ...resampling(options) });
    case 'randomZoom':
      return call('random_move', { zoom_y: heightFactor, zoom_x: widthFactor, ...resampling(options) });
    case 'randomContrast': {
      const [less, more] = factor as readonly [number, number];
      return call('random_contrast', { low: rounded(1 - less), high: rounded(1 + more), values: valueRange });
    }
    case 'randomErasing':
      return call('random_erasing', {
        rate,
        scale,
        fill: fillValue === 'random' ? undefined : fillValue,
        values: valueRange,
      });
    default:
      throw new RangeError(`PyTorch has nothing for ${type}`);
  }
}

function resampling({ fillMode, interpolation, fillValue }: Options): Record<string, PythonValue | undefined> {
  const modes: Readonly<Record<string, string>> = { reflect: 'reflection', constant: 'zeros', nearest: 'border' };
  return {
    padding_mode: modes[String(fillMode)] ?? 'reflection',
    mode: interpolation === 'nearest' ? 'nearest' : undefined,
    fill: fillMode === 'constant' && fillValue !== 0 ? (fillValue as number) : undefined,
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
