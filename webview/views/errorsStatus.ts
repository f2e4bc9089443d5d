import { formatQuantity, printable } from '../../src/core/format.js';
import type { Gallery, SampledRun } from '../gallery/galleryModel.js';
import type { PageProblem } from '../state/pageState.js';
import { problemText } from '../state/problemText.js';
import type { SampledRuns } from '../state/sampledRuns.js';
import { type SamplesStatus, samplesStatus } from '../state/samplesStatus.js';

/** What is to be said beside the images, or in their place. */
export interface ErrorsStatus extends SamplesStatus {
  readonly hint: string;
  readonly empty: { readonly icon: string; readonly title: string; readonly text: string } | undefined;
}

/** `pixels`: why the images themselves cannot be had. `layers`: why it cannot be told (yet) which images a layer loses. */
export function errorsStatus(
  sampled: SampledRuns,
  gallery: Gallery | undefined,
  pixels: PageProblem | undefined,
  layers = '',
): ErrorsStatus {
  const { ready, loading, problems, unevaluated } = sampled;
  const status = samplesStatus(sampled);
  const unlike = (gallery?.unlike ?? []).map(({ letter, name }) => `${letter} ${name}`);
  return {
    ...status,
    problems: [
      ...status.problems,
      ...(pixels === undefined ? [] : [`The images cannot be shown. ${printable(problemText(pixels))}`]),
    ],
    hint:
      unlike.length === 0
        ? ''
        : `Of other images, and so not compared: ${unlike.join(', ')}. Choose such a run in “Wrong in” to see its errors.`,
    empty:
      ready.length === 0
        ? loading.length === 0 && problems.length === 0
          ? waiting(unevaluated.length)
          : undefined
        : layers === ''
          ? emptiness(gallery)
          : { icon: 'layers', title: 'The layers', text: layers },
  };
}

/** The run whose definition an image leads to: the first that gets it wrong, else the first. */
export function blamedRun({ runs, images, rows }: Gallery, image: number): SampledRun | undefined {
  const row = rows[images.indexOf(image)];
  const wrong =
    row === undefined ? undefined : runs.find(({ samples }) => samples.predicted[row] !== samples.labels[row]);
  return wrong ?? runs[0];
}

function waiting(count: number): ErrorsStatus['empty'] {
  return {
    icon: 'file-media',
    title: 'There are no images to show yet',
    text: `${formatQuantity(count, 'run')} ${count === 1 ? 'has' : 'have'} not been evaluated: that comes at the end of a training.`,
  };
}

function emptiness(gallery: Gallery | undefined): ErrorsStatus['empty'] {
  const [first] = gallery?.runs ?? [];
  if (gallery === undefined || first === undefined || gallery.images.length > 0) return undefined;
  const hasErrors = gallery.runs.some(({ samples }) =>
    samples.predicted.some((predicted, row) => predicted !== samples.labels[row]),
  );
  const all = formatQuantity(first.samples.count, 'image');
  return hasErrors
    ? {
        icon: 'filter',
        title: 'No image is so',
        text: 'Choose other runs or another class, or show all errors with the cross above.',
      }
    : { icon: 'pass', title: 'Nothing is wrong', text: `All ${all} were recognised.` };
}
