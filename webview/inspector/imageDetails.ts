import { formatCount } from '../../src/core/format.js';
import { button } from '../components/controls.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import type { SampledRun } from '../gallery/galleryModel.js';
import { definitionPlace } from '../state/definitionPlace.js';
import type { ViewContext } from '../views/view.js';
import type { InspectedImage } from './inspectedImage.js';
import { opinionOf, outputLink, type RunOpinion, rowOfImage } from './inspectorModel.js';
import { opinionElements } from './inspectorParts.js';
import { loadingText } from './loadingText.js';
import { sizeCanvas } from './pixelCanvas.js';

/** 28 pixels, eight times as large. */
const PICTURE_SIDE = 224;
/** More runs than these are looked at in the gallery. */
const MOST_OPINIONS = 12;

interface Links {
  readonly runId: string;
  readonly text: string;
  readonly isStale: boolean;
}

/** The image itself, the way to the definition, and what each run takes the image for. */
export function imageDetails({ data, atlas, ask }: ViewContext): {
  readonly elements: readonly HTMLElement[];
  render(inspected: InspectedImage, runs: readonly SampledRun[]): void;
} {
  const canvas = element('canvas', { class: 'pixels', attributes: { role: 'img' } });
  const truth = element('p', { class: 'truth' });
  const links = element('div', { class: 'inspector-links' });
  const opinions = element('div', { class: 'opinions-box' });
  let inspected: InspectedImage | undefined;
  const renderOpinions = rebuilt(opinions, (model: readonly RunOpinion[]) =>
    opinionElements(model, 'The most probable classes of each run'),
  );
  const renderLinks = rebuilt(links, ({ runId, text, isStale }: Links) => {
    const open = button({
      label: text,
      icon: 'go-to-file',
      appearance: 'primary',
      focusKey: 'definition',
      onPress: () => {
        if (inspected !== undefined) void ask('openDefinition', definitionPlace(inspected.shown));
      },
    });
    if (!isStale) return [open];
    const changed = button({
      label: 'Show what changed',
      icon: 'diff',
      appearance: 'secondary',
      focusKey: 'changed',
      onPress: () => void ask('showWhatChanged', { runId }),
    });
    const words = ' The definition has been edited since: the lines are those of the text that was trained.';
    return [open, changed, element('p', { class: 'hint', children: [icon('edit'), words] })];
  });
  return {
    elements: [element('div', { class: 'inspector-picture', children: [canvas] }), truth, links, opinions],
    render(next, runs) {
      inspected = next;
      const { image, run, shown, classNames, state } = next;
      const { split } = state.history.present;
      const { checksum, imageShape, labels } = run.samples;
      const name = classNames[labels[rowOfImage(run, image)] ?? -1] ?? '';
      sizeCanvas(canvas, imageShape, PICTURE_SIDE);
      atlas.draw(canvas, { runId: run.runId, split, checksum, imageShape }, image);
      canvas.setAttribute('aria-label', `Image ${formatCount(image)}, true class ${name}`);
      setText(truth, `True class: ${name}`);
      renderLinks({ runId: run.runId, text: outputLink(shown), isStale: shown.isStale === true });
      const like = runs.filter((other) => other.samples.checksum === checksum && rowOfImage(other, image) >= 0);
      renderOpinions(
        like.slice(0, MOST_OPINIONS).map((other) => {
          const { runId } = other;
          const lastTime = state.runs.find((known) => known.runId === runId)?.state.lastTime;
          const answer = data.get('inspectSample', { runId, split, image }, String(lastTime));
          const note = loadingText(answer, 'Its probabilities are being read …');
          return opinionOf(other, image, answer.kind === 'ready' ? answer.value : undefined, note, classNames);
        }),
      );
    },
  };
}
