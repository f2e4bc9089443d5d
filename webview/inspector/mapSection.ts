import { choiceList } from '../components/controls.js';
import { element, setText } from '../components/dom.js';
import type { SampledRun } from '../gallery/galleryModel.js';
import { runName } from '../state/runText.js';
import { classNamesOf } from '../state/sampledRuns.js';
import { provideRamps } from '../theme/ramp.js';
import type { ViewContext } from '../views/view.js';
import type { InspectedImage } from './inspectedImage.js';
import { rowOfImage } from './inspectorModel.js';
import { mapFigure } from './mapFigure.js';
import { classChoices, kindOf, type MapChoices, type MapKind, mapKinds, relativeClasses } from './mapModel.js';

const USUAL_OPACITY = 60;
/** In the place of another run's id. */
const NOBODY = 'none';

/** Where in the image a run's model, and that of another run beside it, finds what speaks for a class. */
export function mapSection(
  context: ViewContext,
  redraw: () => void,
): {
  readonly elements: readonly HTMLElement[];
  render(inspected: InspectedImage, runs: readonly SampledRun[]): void;
} {
  let choices: MapChoices = { kind: undefined, forClass: 'predicted', ratherThan: NOBODY };
  let opacity = USUAL_OPACITY;
  let chosenOther: string | undefined;
  let theme: InspectedImage['theme'] | undefined;
  const choose = (change: Partial<MapChoices>) => {
    choices = { ...choices, ...change };
    redraw();
  };
  const kindList = choiceList('Kind of map', (kind) => choose({ kind: kind as MapKind }));
  const forList = choiceList('Speaks for', (forClass) => choose({ forClass }));
  const ratherList = choiceList('Rather than', (ratherThan) => choose({ ratherThan }));
  const otherList = choiceList('Beside', (runId) => {
    chosenOther = runId;
    redraw();
  });
  const slider = element('input', {
    attributes: { type: 'range', min: '0', max: '100', step: '5', value: String(USUAL_OPACITY), id: 'map-opacity' },
  });
  slider.addEventListener('input', () => {
    opacity = Number(slider.value);
    redraw();
  });
  const share = element('span', { class: 'number', attributes: { 'aria-hidden': 'true' } });
  const opacityRow = element('div', {
    class: 'choice-list',
    children: [
      element('label', { class: 'caption', text: 'Opacity', attributes: { for: 'map-opacity' } }),
      slider,
      share,
    ],
  });
  const one = mapFigure(context, { label: 'Layer', redraw });
  const other = mapFigure(context, { label: 'Its layer', redraw });
  const heading = element('h3', { text: 'Where it looks' });
  const note = element('p', { class: 'hint' });
  const figures = element('div', { class: 'map-figures', children: [one.element, other.element] });
  const bar = element('div', {
    class: 'map-bar',
    children: [kindList.element, forList.element, ratherList.element, otherList.element, opacityRow],
  });
  return {
    elements: [heading, note, bar, figures],
    render(inspected, runs) {
      const { image, run, state } = inspected;
      if (inspected.theme !== theme) provideRamps(figures, inspected.theme);
      theme = inspected.theme;
      // The model itself is not in a report.
      for (const part of [bar, figures]) part.hidden = context.isReport;
      note.hidden = !context.isReport;
      if (context.isReport) {
        setText(
          note,
          'The model itself is not in a report: open the run in VS Code to see where it looks in this image.',
        );
        return;
      }
      const others = runs.filter(({ runId, samples }) => {
        return runId !== run.runId && samples.checksum === run.samples.checksum;
      });
      const beside =
        chosenOther === NOBODY
          ? undefined
          : (others.find(({ runId }) => runId === chosenOther) ?? others.find((each) => rowOfImage(each, image) >= 0));
      const shownOther = state.runs.find(({ runId }) => runId === beside?.runId);
      const isAlone = beside === undefined || shownOther === undefined;
      kindList.show(mapKinds, kindOf(choices, inspected.shown.state.started?.layers ?? []));
      forList.show(classChoices(inspected.classNames, relativeClasses), choices.forClass);
      const noOther = { value: NOBODY, label: 'any other' };
      ratherList.show(classChoices(inspected.classNames, [noOther, ...relativeClasses]), choices.ratherThan);
      otherList.element.hidden = others.length === 0;
      otherList.show(
        [
          { value: NOBODY, label: 'no other run' },
          ...others.map(({ runId, letter }) => {
            const shown = state.runs.find((each) => each.runId === runId);
            return { value: runId, label: `${letter} ${shown === undefined ? '' : runName(shown)}` };
          }),
        ],
        beside?.runId ?? NOBODY,
      );
      setText(share, `${opacity} %`);
      figures.classList.toggle('two', !isAlone);
      const drawn = { ...inspected, choices, opacity: opacity / 100, isAlone };
      one.render(drawn);
      other.element.hidden = isAlone;
      if (beside === undefined || shownOther === undefined) return;
      other.render({ ...drawn, run: beside, shown: shownOther, classNames: classNamesOf(beside) });
    },
  };
}
