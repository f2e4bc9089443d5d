import {
  gradCamFigure,
  type MapFigure,
  type MapScale,
  occlusionFigure,
  questionText,
} from '../../src/core/explain/mapFigure.js';
import type { GradCamInspection, OcclusionInspection } from '../../src/protocol/explanations.js';
import { choiceList } from '../components/controls.js';
import { element, rebuilt, setText } from '../components/dom.js';
import { runGlyph } from '../components/runGlyph.js';
import type { SampledRun } from '../gallery/galleryModel.js';
import { identityOf } from '../state/identity.js';
import type { Loading } from '../state/pageData.js';
import { whenChanged } from '../state/whenChanged.js';
import { RAMP_STEPS } from '../theme/ramp.js';
import type { ViewContext } from '../views/view.js';
import { activityColors } from './activityPicture.js';
import type { InspectedImage } from './inspectedImage.js';
import { layerEntries, rowOfImage } from './inspectorModel.js';
import { loadingText, untrusted } from './loadingText.js';
import { kindOf, layerChoices, type MapChoices, type MapLayerChoices, mapQuestion } from './mapModel.js';
import { mapPixels } from './mapPicture.js';
import { sizeCanvas } from './pixelCanvas.js';

/** One of two side by side is smaller. */
const SIDES = { alone: 224, beside: 140 };

/** What is to be drawn of a run's map. */
export interface DrawnMap extends Pick<InspectedImage, 'image' | 'classNames' | 'state' | 'theme' | 'isSettled'> {
  readonly run: SampledRun;
  readonly shown: InspectedImage['shown'];
  readonly choices: MapChoices;
  /** 0..1 */
  readonly opacity: number;
  readonly isAlone: boolean;
}

/** The image with a map of one run over it, and what there is to say of that. */
export function mapFigure(
  { data, atlas, ask }: ViewContext,
  { label, redraw }: { readonly label: string; redraw(): void },
): { readonly element: HTMLElement; render(drawn: DrawnMap): void } {
  const title = element('figcaption');
  const image = element('canvas', { class: 'pixels', attributes: { 'aria-hidden': 'true' } });
  const overlay = element('canvas', { class: 'pixels map-overlay', attributes: { role: 'img' } });
  const note = element('p', { class: 'hint' });
  const legend = element('p', { class: 'map-scale' });
  const facts = element('ul', { class: 'map-facts' });
  const link = element('p');
  let chosenLayer: string | undefined;
  let runId = '';
  const layerList = choiceList(label, (layer) => {
    chosenLayer = layer;
    redraw();
  });
  const renderTitle = rebuilt(title, ({ letter, name }: { readonly letter: string; readonly name: string }) => [
    runGlyph(letter),
    element('strong', { text: name }),
  ]);
  const renderFacts = rebuilt(facts, (texts: readonly string[]) => texts.map((text) => element('li', { text })));
  const renderLegend = rebuilt(legend, scaleElements);
  const renderLink = rebuilt(link, ({ layer, line }: { readonly layer: string; readonly line: number | undefined }) => {
    if (line === undefined) return [];
    const text = `Go to line ${line}`;
    const attributes = { type: 'button', 'data-focus-key': 'map line', title: `${layer}, in the definition` };
    const button = element('button', { class: 'link', text, attributes });
    button.addEventListener('click', () => void ask('openDefinition', { runId, layer }));
    return [button];
  });
  const layersOf = whenChanged((inspection: GradCamInspection, chosen: string | undefined) =>
    layerChoices(inspection, chosen),
  );
  const camOf = whenChanged(gradCamOf);
  const occlusionOf = whenChanged(occludedOf);

  return {
    element: element('figure', {
      class: 'map-figure',
      children: [
        title,
        element('div', { class: 'map-picture', children: [image, overlay] }),
        note,
        legend,
        layerList.element,
        link,
        facts,
      ],
    }),
    render({ image: number, run, shown, classNames, state, theme, isSettled, choices, opacity, isAlone }) {
      const { split } = state.history.present;
      const { samples } = run;
      runId = run.runId;
      const { checksum, imageShape } = samples;
      const entries = layerEntries(shown, undefined);
      const kind = kindOf(choices, shown.state.started?.layers ?? []);
      const row = rowOfImage(run, number);
      const question = mapQuestion(choices, {
        label: samples.labels[row] ?? 0,
        predicted: samples.predicted[row] ?? 0,
      });
      const of = questionText(question, classNames);
      const params = { runId, split, image: number, ...question };
      const waiting = { kind: 'loading' } as const;
      const revision = String(shown.state.lastTime);
      const isAsked = state.canTrain && isSettled;
      const cam: Loading<GradCamInspection> | undefined =
        kind === 'gradCam' ? (isAsked ? data.get('gradCam', params, revision) : waiting) : undefined;
      const occluded: Loading<OcclusionInspection> | undefined =
        kind === 'occlusion' ? (isAsked ? data.get('occlude', params, revision) : waiting) : undefined;
      const answer = state.canTrain ? (cam ?? occluded ?? waiting) : untrusted;
      const layers: MapLayerChoices =
        cam?.kind === 'ready' ? layersOf(cam.value, chosenLayer) : { choices: [], shown: undefined };
      const figure =
        cam?.kind === 'ready'
          ? camOf(cam.value, layers.shown ?? '', of, imageShape)
          : occluded?.kind === 'ready'
            ? occlusionOf(occluded.value, of, imageShape)
            : undefined;

      title.className = `run-color-${identityOf(run.letter).color}`;
      title.hidden = isAlone;
      renderTitle({ letter: run.letter, name: run.name });
      for (const canvas of [image, overlay]) sizeCanvas(canvas, imageShape, isAlone ? SIDES.alone : SIDES.beside);
      atlas.draw(image, { runId, split, checksum, imageShape }, number);
      drawMap(overlay, figure, activityColors(theme));
      overlay.style.opacity = String(opacity);
      overlay.setAttribute('aria-label', figure === undefined ? 'No map yet' : figure.facts.join(' '));
      setText(
        note,
        loadingText(answer, kind === 'gradCam' ? 'The map is being made …' : 'Parts of the image are being hidden …'),
      );
      note.hidden = note.textContent === '';
      renderLegend(figure === undefined || figure.map.scale === 0 ? { below: '', above: '' } : figure.scale);
      renderFacts(figure?.facts ?? []);
      layerList.element.hidden = layers.shown === undefined;
      layerList.show(layers.choices, layers.shown ?? '');
      const entry = entries.find(({ name }) => name === layers.shown);
      renderLink({ layer: entry?.name ?? '', line: entry?.line });
    },
  };
}

function gradCamOf(
  inspection: GradCamInspection,
  layer: string,
  of: string,
  imageShape: SampledRun['samples']['imageShape'],
): MapFigure | undefined {
  return gradCamFigure(inspection, layer, { of, imageShape });
}

function occludedOf(
  inspection: OcclusionInspection,
  of: string,
  imageShape: SampledRun['samples']['imageShape'],
): MapFigure {
  return occlusionFigure(inspection, { of, imageShape });
}

function drawMap(
  canvas: HTMLCanvasElement,
  figure: MapFigure | undefined,
  colors: ReturnType<typeof activityColors>,
): void {
  const { height, width } = figure?.map ?? canvas;
  // Which empties it.
  canvas.width = width;
  canvas.height = height;
  if (figure === undefined) return;
  canvas.getContext('2d')?.putImageData(new ImageData(mapPixels(figure.map, colors), width, height), 0, 0);
}

/** The colours from the strongest of what is below 0 to that of what is above, and what these stand for. */
function scaleElements({ below, above }: MapScale): Node[] {
  if (above === '') return [];
  const steps = Array.from({ length: RAMP_STEPS }, (_, index) => index);
  const ramp = (name: 'more' | 'less', order: readonly number[]) =>
    element('span', {
      class: 'ramp-steps',
      attributes: { 'aria-hidden': 'true' },
      children: order.map((index) => {
        const step = element('span');
        step.style.backgroundColor = `var(--${name}-${index})`;
        return step;
      }),
    });
  const ends = (text: string) => element('span', { text });
  return [
    ...(below === '' ? [] : [ends(below), ramp('less', steps.toReversed())]),
    ends('0'),
    ramp('more', steps),
    ends(above),
  ];
}
