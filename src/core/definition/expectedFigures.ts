/** A figure that a comparison can expect something of. */
export interface ExpectedFigure {
  /** The key in `expect`; for a figure of one class what stands before the point. */
  readonly id: string;
  /** In a sentence: `accuracy`, `recall of Shirt`. */
  readonly title: string;
  /** One Markdown sentence for hover, completion and schema. */
  readonly description: string;
  /** `fraction`: 0..1, or a percentage; `difference`: likewise, but −1..1; `number`, `count`: 0 and more. */
  readonly unit: 'fraction' | 'difference' | 'number' | 'count';
  /** What a person is likely to expect. */
  readonly usual: string;
}

const fraction = (id: string, title: string, description: string, usual = '>=0.90'): ExpectedFigure => ({
  id,
  title,
  description,
  unit: 'fraction',
  usual,
});

const wholeModelFigures = [
  fraction('accuracy', 'accuracy', 'Fraction of the test images that are given their own class; the mean over seeds.'),
  fraction(
    'macroPrecision',
    'macro precision',
    'Of the images given to a class, the fraction that belong there; plain mean over the classes.',
  ),
  fraction(
    'macroRecall',
    'macro recall',
    'Of the images of a class, the fraction that were found; plain mean over the classes.',
  ),
  fraction('macroF1', 'macro F1', 'Harmonic mean of precision and recall of a class; plain mean over the classes.'),
  fraction(
    'ece',
    'calibration error',
    'Expected calibration error: how far confidence is from the fraction of right answers, over 15 bins of equally many images.',
    '<=0.05',
  ),
  {
    id: 'brier',
    title: 'Brier score',
    description: 'Mean squared distance of the probabilities from the true class, summed over the classes: 0 to 2.',
    unit: 'number',
    usual: '<=0.15',
  },
  {
    id: 'logLoss',
    title: 'log loss',
    description: 'Mean −ln(probability of the true class): punishes confident mistakes.',
    unit: 'number',
    usual: '<=0.30',
  },
  {
    id: 'trainTestGap',
    title: 'gap between training and test images',
    description:
      'Accuracy on the training images less that on the test images: large where a model knows its images by heart.',
    unit: 'difference',
    usual: '<=0.05',
  },
  {
    id: 'parameters',
    title: 'number of parameters',
    description: 'Numbers that the model consists of: weights and running statistics. Exact.',
    unit: 'count',
    usual: '<=1000000',
  },
  {
    id: 'macs',
    title: 'number of multiply–accumulates',
    description: 'Multiply–accumulates for one image, forward. Exact.',
    unit: 'count',
    usual: '<=10000000',
  },
] as const satisfies readonly ExpectedFigure[];

const oneClassFigures = [
  fraction('precision', 'precision', 'Of the images given to the class, the fraction that belong there.', '>=0.70'),
  fraction('recall', 'recall', 'Of the images of the class, the fraction that were found.', '>=0.70'),
  fraction('f1', 'F1', "Harmonic mean of the class's precision and recall.", '>=0.70'),
] as const satisfies readonly ExpectedFigure[];

/** Figures of a whole model, in the order of completions. A new one: here, and in `core/comparison/expectedValue.ts`. */
export const modelFigures: readonly ExpectedFigure[] = wholeModelFigures;

/** Figures of one class: their key is `recall.Shirt`. */
export const classFigures: readonly ExpectedFigure[] = oneClassFigures;

/** What a key of `expect` speaks of. */
export interface FigureOfKey {
  readonly figure: ExpectedFigure;
  /** For a figure of one class. Classes may have points in their names. */
  readonly className?: string;
}

/** The figure that a key names, `accuracy` or `recall.Shirt`; undefined for every other key. */
export function figureOfKey(key: string): FigureOfKey | undefined {
  const whole = modelFigures.find(({ id }) => id === key);
  if (whole !== undefined) return { figure: whole };
  const point = key.indexOf('.');
  const ofClass = classFigures.find(({ id }) => id === key.slice(0, Math.max(point, 0)));
  const className = key.slice(point + 1);
  return ofClass === undefined || className === '' ? undefined : { figure: ofClass, className };
}

/** Key words of comparisons with other models, `vs:ann`. */
export const VERSUS = 'vs:';

/** What can be expected against another model, with what it means. */
export const expectedVerdicts = {
  better: 'Clearly more accurate, by more than the margin.',
  notWorse: 'Not less accurate by more than the margin: as good, or better.',
  tie: 'As accurate, within the margin.',
} as const;

export type ExpectedVerdict = keyof typeof expectedVerdicts;
