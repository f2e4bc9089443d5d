import { formatCount } from '../../src/core/format.js';
import { element, rebuilt, setText } from '../components/dom.js';
import type { ViewContext } from '../views/view.js';
import type { InspectedImage } from './inspectedImage.js';
import { neighbourText } from './inspectorModel.js';
import { loadingText } from './loadingText.js';
import { canvasAt, sizeCanvas } from './pixelCanvas.js';

const PICTURE_SIDE = 64;

interface LikeImage {
  readonly text: string;
  readonly image: number;
}

/** The images that a run was trained on which are most like the one that is looked at. */
export function likeImages({ data, atlas }: ViewContext): {
  readonly elements: readonly HTMLElement[];
  render(inspected: InspectedImage): void;
} {
  const title = 'Most like it among the training images';
  const note = element('p', { class: 'hint' });
  const list = element('ul', { class: 'neighbours', attributes: { 'aria-label': title } });
  const canvases: HTMLCanvasElement[] = [];
  const renderList = rebuilt(list, (images: readonly LikeImage[]) =>
    images.map(({ text, image }, index) =>
      element('li', {
        attributes: { title: `Training image ${formatCount(image)}` },
        children: [canvasAt(canvases, index), element('span', { text })],
      }),
    ),
  );
  return {
    elements: [element('h3', { text: title }), note, list],
    render({ image, run, shown, classNames, state, isSettled }) {
      const { runId, samples } = run;
      const { split } = state.history.present;
      const answer = isSettled
        ? data.get('findNearest', { runId, split, image }, String(shown.state.lastTime))
        : ({ kind: 'loading' } as const);
      const neighbours = answer.kind === 'ready' ? answer.value.neighbours : [];
      renderList(
        neighbours.map(({ label, distance, image: number }) => ({
          text: neighbourText(classNames[label] ?? `class ${label}`, distance),
          image: number,
        })),
      );
      neighbours.forEach(({ image: number }, index) => {
        const canvas = canvasAt(canvases, index);
        sizeCanvas(canvas, samples.imageShape, PICTURE_SIDE);
        const { checksum, imageShape } = samples;
        atlas.draw(canvas, { runId, split: 'train', checksum, imageShape }, number);
      });
      setText(note, loadingText(answer, 'They are being looked for …'));
      note.hidden = answer.kind === 'ready';
    },
  };
}
