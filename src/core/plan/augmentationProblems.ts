import type { Fix, Problem } from '../definition/problem.js';
import type { LayerText } from './layerText.js';
import type { PlannedLayer } from './plan.js';

type Range = readonly [lowest: number, highest: number];

/** Turns beyond this make another sign of one: 6 and 9. */
const LARGEST_TURN_OF_SIGNS = 0.25;
const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/**
 * Warnings for augmentation that does harm: mirrored or overturned signs (digits, letters: by the names of the classes, where
 * they are known), and ranges of values that are not those of the images at that place.
 */
export function findAugmentationProblems(
  layers: readonly PlannedLayer[],
  classNames: readonly string[] | undefined,
  text: LayerText,
): readonly Problem[] {
  const signs = classNames !== undefined && areSigns(classNames) ? (classNames[0] ?? '') : undefined;
  return [
    ...(signs === undefined ? [] : layers.flatMap((layer, index) => signProblems(layer, layers, index, signs, text))),
    ...rangeProblems(layers, text),
  ];
}

/** Whether classes are digits, letters, syllables: what a person would not know in a mirror. */
function areSigns(classNames: readonly string[]): boolean {
  return classNames.every((name) => [...name].length <= 3 || NUMBER_WORDS.includes(name.toLowerCase()));
}

function signProblems(
  { definition }: PlannedLayer,
  layers: readonly PlannedLayer[],
  index: number,
  example: string,
  text: LayerText,
): Problem[] {
  const { type, options } = definition;
  const classes = `The classes look like written signs ("${example}", …)`;
  if (type.type === 'randomFlip') {
    const [before, after] = [layers[index - 1], layers[index + 1]];
    const edit = before && text.remove(definition, before.definition, after?.definition);
    const message = `${classes}: mirrored, a 2 or an S is none any more, and is still labelled so. Remove randomFlip.`;
    return [
      warning(
        'flipped-signs',
        message,
        text.rangeOf(definition, 'mode'),
        edit && { title: 'Remove randomFlip', ...edit },
      ),
    ];
  }
  const turn = type.type === 'randomRotation' ? (options.factor as Range) : undefined;
  if (turn === undefined || Math.max(...turn.map(Math.abs)) <= LARGEST_TURN_OF_SIGNS) return [];
  const message = `${classes}: turned by up to ${Math.max(...turn.map(Math.abs)) * 360}°, a 6 becomes a 9. Lower the factor.`;
  const edit = text.setOption(definition, 'factor', 0.05);
  return [
    warning(
      'turned-signs',
      message,
      text.rangeOf(definition, 'factor'),
      edit && { title: 'Set factor to 0.05', ...edit },
    ),
  ];
}

/** Follows the values of pixels, 0 to 255 at first, through the layers that only rescale or augment. */
function rangeProblems(layers: readonly PlannedLayer[], text: LayerText): Problem[] {
  const known = new Map<string, Range>();
  return layers.flatMap(({ definition }): Problem[] => {
    const { name, type, options, from } = definition;
    const input: Range | undefined = type.arity === 'none' ? [0, 255] : known.get(from[0] ?? '');
    if (input === undefined) return [];
    if (type.type === 'rescale') {
      const [scale, offset] = [Number(options.scale), Number(options.offset)];
      const ends = input.map((end) => end * scale + offset);
      known.set(name, [Math.min(...ends), Math.max(...ends)]);
    } else if (type.arity === 'none' || type.randomInTraining) known.set(name, input);
    const given = options.valueRange as Range | undefined;
    if (given === undefined || isNear(given, input) || typeof options.fillValue === 'number') return [];
    const actual = input.map((end) => Number(end.toPrecision(4)));
    const message = `Pixels are between ${actual.join(' and ')} here, but valueRange says ${given.join(' to ')}.`;
    const edit = text.setOption(definition, 'valueRange', actual);
    const fix = edit && { title: `Set valueRange to [${actual.join(', ')}]`, ...edit };
    return [warning('value-range', message, text.rangeOf(definition, 'valueRange'), fix)];
  });
}

function isNear(given: Range, actual: Range): boolean {
  const tolerance = 0.1 * (actual[1] - actual[0]);
  return given.every((end, i) => Math.abs(end - (actual[i] ?? end)) <= tolerance);
}

function warning(code: string, message: string, range: Problem['range'], fix: Fix | undefined): Problem {
  return { code, severity: 'warning', message, range, ...(fix === undefined ? {} : { fix }) };
}
