import { formatQuantity } from '../../src/core/format.js';
import type { LayerActivity } from '../../src/core/samples/layerActivity.js';
import type { LayerInspection } from '../../src/protocol/samples.js';
import { choiceList } from '../components/controls.js';
import { element, rebuilt, setText } from '../components/dom.js';
import type { Loading } from '../state/pageData.js';
import { runName } from '../state/runText.js';
import type { Theme } from '../theme/theme.js';
import type { ViewContext } from '../views/view.js';
import { activityColors, activityPixels } from './activityPicture.js';
import type { InspectedImage } from './inspectedImage.js';
import { type LayerEntry, layerEntries } from './inspectorModel.js';
import { layerElements } from './inspectorParts.js';
import { loadingText, untrusted } from './loadingText.js';
import { canvasAt } from './pixelCanvas.js';

interface ListedLayers {
  readonly runId: string;
  readonly entries: readonly Omit<LayerEntry, 'activity'>[];
}

/** What each layer of a run's model made of the image that is looked at, with a way to its line. */
export function layerList(
  { data, ask }: ViewContext,
  onRunChosen: (runId: string) => void,
): { readonly elements: readonly HTMLElement[]; render(inspected: InspectedImage): void } {
  const title = 'What the layers made of it';
  const runChoice = choiceList('Layers of', onRunChosen);
  const note = element('p', { class: 'hint' });
  const list = element('ul', { class: 'layers', attributes: { 'aria-label': title } });
  const maps: HTMLCanvasElement[] = [];
  const renderList = rebuilt(list, ({ runId, entries }: ListedLayers) =>
    layerElements(
      entries,
      entries.map((_, index) => canvasAt(maps, index)),
      (layer) => void ask('openDefinition', { runId, layer }),
    ),
  );
  return {
    elements: [element('h3', { text: title }), runChoice.element, note, list],
    render({ image, run: { runId }, shown, state, theme, isSettled }) {
      const { split } = state.history.present;
      const answer: Loading<LayerInspection> = !state.canTrain
        ? untrusted
        : isSettled
          ? data.get('inspectLayers', { runId, split, image }, String(shown.state.lastTime))
          : { kind: 'loading' };
      const entries = layerEntries(shown, answer.kind === 'ready' ? answer.value.layers : undefined);
      renderList({ runId, entries: entries.map(({ activity: _, ...entry }) => entry) });
      entries.forEach(({ activity }, index) => {
        drawActivity(canvasAt(maps, index), activity, theme);
      });
      const legend = `${formatQuantity(entries.length, 'layer')}. In the maps the background is 0, the strongest colour the greatest.`;
      setText(note, loadingText(answer, 'The image goes through the model …') || legend);
      const runs = state.runs.filter(({ state: known }) => known.evaluation !== undefined);
      runChoice.element.hidden = runs.length < 2;
      runChoice.show(
        runs.map((other) => ({ value: other.runId, label: `${other.letter} ${runName(other)}` })),
        runId,
      );
    },
  };
}

function drawActivity(canvas: HTMLCanvasElement, activity: LayerActivity | undefined, theme: Theme): void {
  canvas.hidden = activity === undefined;
  if (activity === undefined) return;
  const { map } = activity;
  canvas.width = map.width;
  canvas.height = map.height;
  canvas.classList.toggle('stripe', map.height === 1);
  const data = new ImageData(activityPixels(map, activityColors(theme)), map.width, map.height);
  canvas.getContext('2d')?.putImageData(data, 0, 0);
}
