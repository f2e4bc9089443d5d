import { formatCount, formatFixed, formatPercent, printable } from '../../src/core/format.js';
import type { FeatureNeighbours } from '../../src/protocol/explanations.js';
import { button } from '../components/controls.js';
import { element, rebuilt, setText } from '../components/dom.js';
import type { Loading } from '../state/pageData.js';
import type { ViewContext } from '../views/view.js';
import type { InspectedImage } from './inspectedImage.js';
import { loadingText, untrusted } from './loadingText.js';
import { canvasAt, sizeCanvas } from './pixelCanvas.js';

const PICTURE_SIDE = 64;

/** An image that the model describes like the one that is looked at. */
interface ListedImage {
  readonly image: number;
  readonly label: string;
  /** What it is taken for, where that is something else. */
  readonly mistake: string;
  readonly distance: string;
}

/**
 * The training images that the model describes most like the one that is looked at. Their features are computed when the person
 * first asks for them, of all training images: from then on they are looked for at each image.
 */
export function featureImages(
  { data, atlas, isReport }: ViewContext,
  redraw: () => void,
): { readonly elements: readonly HTMLElement[]; render(inspected: InspectedImage): void } {
  const title = 'Most like it to the model';
  const note = element('p', { class: 'hint' });
  const list = element('ul', { class: 'neighbours', attributes: { 'aria-label': title } });
  const canvases: HTMLCanvasElement[] = [];
  let isWanted = false;
  const start = button({
    label: 'Find them',
    icon: 'search',
    appearance: 'secondary',
    onPress() {
      isWanted = true;
      data.retryFailed();
      redraw();
    },
  });
  const stop = button({
    label: 'Cancel',
    icon: 'close',
    appearance: 'secondary',
    onPress() {
      isWanted = false;
      data.cancel('findNearestFeatures', { message: 'It was cancelled.' });
    },
  });
  const renderList = rebuilt(list, (images: readonly ListedImage[]) =>
    images.map(({ image, label, mistake, distance }, index) =>
      element('li', {
        attributes: { title: `Training image ${formatCount(image)}` },
        children: [
          canvasAt(canvases, index),
          element('span', { text: label }),
          ...(mistake === '' ? [] : [element('span', { class: 'hint', text: mistake })]),
          element('span', { class: 'hint number', text: distance }),
        ],
      }),
    ),
  );
  return {
    elements: [element('h3', { text: title }), note, start, stop, list],
    render({ image, run, shown, classNames, state, isSettled }) {
      const { runId, samples } = run;
      const { split } = state.history.present;
      const canBe = state.canTrain && !isReport;
      const answer: Loading<FeatureNeighbours> | undefined = !canBe
        ? untrusted
        : !isWanted
          ? undefined
          : isSettled
            ? data.get('findNearestFeatures', { runId, split, image }, String(shown.state.lastTime))
            : { kind: 'loading' };
      const found = answer?.kind === 'ready' ? answer.value : undefined;
      const neighbours = found?.neighbours ?? [];
      renderList(neighbours.map((neighbour) => listed(neighbour, classNames)));
      const { checksum, imageShape } = samples;
      neighbours.forEach(({ image: number }, index) => {
        const canvas = canvasAt(canvases, index);
        sizeCanvas(canvas, imageShape, PICTURE_SIDE);
        atlas.draw(canvas, { runId, split: 'train', checksum, imageShape }, number);
      });
      setText(note, isReport ? inReport : noteOf(answer, found, shown.state.started?.trainCount));
      start.hidden = !canBe || (answer !== undefined && answer.kind !== 'failed');
      stop.hidden = answer?.kind !== 'loading' || !isWanted;
    },
  };
}

const inReport = 'The model itself is not in a report: open the run in VS Code to see them.';

function noteOf(
  answer: Loading<FeatureNeighbours> | undefined,
  found: FeatureNeighbours | undefined,
  trainCount: number | undefined,
): string {
  if (found !== undefined)
    return `By the angle between the ${formatCount(found.size)} numbers that ${printable(found.layer)} gives, just before the classes: 0 is the same, 1 has nothing in common.`;
  if (answer !== undefined) return loadingText(answer, 'They are being looked for …');
  const all = trainCount === undefined ? 'all training images' : `all ${formatCount(trainCount)} training images`;
  return `The first time, ${all} go through the model once; what it makes of them is kept.`;
}

function listed(
  { image, label, predicted, probability, distance }: FeatureNeighbours['neighbours'][number],
  classNames: readonly string[],
): ListedImage {
  const nameOf = (index: number) => classNames[index] ?? `class ${index}`;
  const isRight = probability !== null && predicted === label;
  return {
    image,
    label: nameOf(label),
    mistake:
      probability === null
        ? 'its output is not a number'
        : `${isRight ? 'recognised' : `taken for ${nameOf(predicted)}`}, ${formatPercent(probability, 0)}`,
    distance: `${formatFixed(distance, 3)} away`,
  };
}
