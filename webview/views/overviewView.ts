import { printable } from '../../src/core/format.js';
import { chartFigure } from '../chart/chartFigure.js';
import type { ChartModel } from '../chart/chartModel.js';
import { hasPoints } from '../chart/chartParts.js';
import { choiceList } from '../components/controls.js';
import { definitionLinkElements } from '../components/definitionLinks.js';
import { differenceElements, type ShownDifferences } from '../components/differenceList.js';
import { element, icon, rebuilt } from '../components/dom.js';
import { layerTableModels, layerTables } from '../components/layerTables.js';
import { runNoteElements } from '../components/runNotes.js';
import { verdictElements } from '../components/verdictPanel.js';
import { honestScoresOf, judgementOf } from '../state/judged.js';
import type { PageState } from '../state/pageState.js';
import { problemText } from '../state/problemText.js';
import type { Theme } from '../theme/theme.js';
import { costHint } from './attributionModel.js';
import { attributionSection } from './attributionSection.js';
import { figuresSection } from './figuresSection.js';
import { type HonestModel, honestModel } from './honestModel.js';
import { honestSection } from './honestSection.js';
import { type Cost, costs, frontHint } from './overviewChart.js';
import type { ModelDifferences } from './overviewDifferences.js';
import { type Overview, type OverviewSources, overviewOf } from './overviewModel.js';
import { sweepSection } from './sweepSection.js';
import type { Verdict } from './verdictModel.js';
import type { View } from './view.js';

interface ShownVerdict {
  /** In place of a verdict: of one model, or why there is none. */
  readonly text: string;
  readonly verdict: Verdict | undefined;
  readonly isUnfolded: boolean;
}

/** How the models stand to each other and how sure that is, what the figures are worth, and what has become of each run. */
export const overviewView: View = {
  id: 'overview',
  title: 'Overview',
  mount(container, context) {
    const verdict = element('section', { class: 'verdicts', attributes: { 'aria-label': 'Verdict' } });
    const notes = element('ul', { class: 'notes', attributes: { 'aria-label': 'What has become of the runs' } });
    const warnings = element('ul', { class: 'notes', attributes: { 'aria-label': 'What the figures are worth' } });
    const figures = figuresSection(context);
    const honest = honestSection(context);
    const fits = element('ul', { class: 'sentences', attributes: { 'aria-label': 'How the models fit' } });
    const definitions = element('ul', { class: 'links', attributes: { 'aria-label': 'Definitions' } });
    const facts = element('ul', { class: 'sentences facts', attributes: { 'aria-label': 'How it was measured' } });
    const chart = chartFigure('cost-chart', context, (place) => {
      pointed = place;
      draw();
    });
    const against = choiceList('Accuracy against', (value) => {
      cost = value as Cost;
      draw();
    });
    const chartHint = element('p', { class: 'hint', text: frontHint });
    const chartBox = element('div', { class: 'cost-chart', children: [against.element, chart.element, chartHint] });
    const differences = element('ul', { class: 'differences', attributes: { 'aria-label': 'What differs' } });
    const attribution = attributionSection(context);
    const sweep = sweepSection(context);
    const differenceHeading = element('h2', { text: 'What differs' });
    const layers = layerTables();
    container.append(
      verdict,
      notes,
      warnings,
      ...figures.elements,
      honest.element,
      chartBox,
      sweep.element,
      differenceHeading,
      differences,
      attribution.element,
      element('h2', { text: 'How the models fit' }),
      fits,
      element('h2', { text: 'Definitions' }),
      definitions,
      element('h2', { text: 'How it was measured' }),
      facts,
      layers.element,
    );
    /** What the attribution of a difference costs is only asked for where it can be begun. */
    function costOf({ runIds, isAttributable }: ModelDifferences, { canTrain }: PageState): { readonly cost?: string } {
      if (!canTrain || context.isReport || !isAttributable) return {};
      const [first, second] = runIds;
      return { cost: costHint(context.data.get('attributionCost', { first, second })) };
    }

    /** The part of the view that was gone to last. */
    let reached: PageState['sectionAsked'];
    let areOthersUnfolded = false;
    let cost: Cost = 'parameters';
    let pointed: number | undefined;
    let overview: Overview | undefined;
    let doubtless: HonestModel | undefined;
    let drawn: { readonly key: string; readonly model: ChartModel } | undefined;
    let shown: { readonly state: PageState; readonly theme: Theme } | undefined;

    const renderVerdict = rebuilt(verdict, ({ text, verdict: model, isUnfolded }: ShownVerdict) =>
      model === undefined
        ? [element('p', { class: 'verdict', text })]
        : verdictElements(model, context, isUnfolded, (isOpen) => {
            areOthersUnfolded = isOpen;
            draw();
          }),
    );
    const renderNotes = rebuilt(notes, (model: Overview['notes']) => runNoteElements(model, context));
    const renderWarnings = rebuilt(warnings, (model: readonly string[]) =>
      model.map((text) =>
        element('li', { class: 'note warning', children: [icon('warning'), element('p', { text })] }),
      ),
    );
    const sentences = (model: readonly string[]) => model.map((text) => element('li', { text }));
    const renderFits = rebuilt(fits, (model: readonly string[]) =>
      sentences(model.length > 0 ? model : ['Nothing has been evaluated yet: that comes at the end of a training.']),
    );
    const renderDefinitions = rebuilt(definitions, (model: Overview['definitions']) =>
      definitionLinkElements(model, context),
    );
    const renderFacts = rebuilt(facts, sentences);
    const renderDifferences = rebuilt(differences, (model: readonly ShownDifferences[]) =>
      differenceElements(model, context),
    );

    function draw(): void {
      if (overview === undefined || shown === undefined) return;
      const { state, theme } = shown;
      const { models } = overview;
      const text = overview.alone ?? waitingText(judgementOf(context.data, state.runs));
      verdict.hidden = overview.verdict === undefined && text === '';
      renderVerdict({ text, verdict: overview.verdict, isUnfolded: areOthersUnfolded });
      figures.render(models, overview.figures, pointed);
      const known = overview.costs;
      chartBox.hidden = known.length === 0;
      if (chartBox.hidden) return;
      const chosen = known.includes(cost) ? cost : (known[0] ?? cost);
      against.show(
        known.map((value) => ({ value, label: costs[value].label })),
        chosen,
      );
      const made = overview.chartOf(chosen);
      // What is the same stays the same object, and is not drawn again.
      const key = JSON.stringify(made);
      if (drawn?.key !== key) drawn = { key, model: made };
      chartHint.hidden = drawn.model.guides.length === 0;
      if (hasPoints(drawn.model)) chart.render(drawn.model, theme, pointed);
    }

    return {
      render(state, theme) {
        const { runs, baseline } = state;
        shown = { state, theme };
        const judged = judgementOf(context.data, runs);
        const sources: OverviewSources = {
          judgement: judged?.kind === 'ready' ? judged.value : undefined,
          differencesOf(first, other) {
            const params = { first: first.runId, second: other.runId };
            const known = context.data.get('compareDefinitions', params);
            return known.kind === 'ready' ? known.value : undefined;
          },
        };
        // The figures of one run need nothing else.
        overview = overviewOf(runs, baseline, runs.length > 1 ? sources : undefined);
        notes.hidden = overview.notes.length === 0;
        renderNotes(overview.notes);
        const scores = honestScoresOf(context.data, runs);
        // What is asked for anew stands until the answer has come.
        if (scores?.kind !== 'loading')
          doubtless =
            scores?.kind === 'ready' && scores.value !== null
              ? honestModel(scores.value, (runId) => runs.find((run) => run.runId === runId)?.letter ?? '?')
              : undefined;
        honest.render(doubtless);
        const told = [...overview.warnings, ...(doubtless?.isChanged === true ? doubtless.sentences.slice(0, 1) : [])];
        warnings.hidden = told.length === 0;
        renderWarnings(told);
        draw();
        differenceHeading.hidden = overview.differences.length === 0;
        differences.hidden = overview.differences.length === 0;
        renderDifferences(overview.differences.map((model) => ({ ...model, ...costOf(model, state) })));
        attribution.render(runs, baseline, theme);
        sweep.render(runs, theme);
        const { sectionAsked } = state;
        if (sectionAsked?.name === 'attributions' && sectionAsked !== reached && attribution.reveal())
          reached = sectionAsked;
        renderFits(overview.fits);
        renderDefinitions(overview.definitions);
        renderFacts(overview.facts);
        layers.render(layerTableModels(context.data, runs));
      },
    };
  },
};

/** Where there is no verdict (yet): why. */
function waitingText(judged: ReturnType<typeof judgementOf>): string {
  if (judged?.kind === 'loading') return 'The models are being held against each other …';
  if (judged?.kind === 'failed') return `There is no verdict: ${printable(problemText(judged.problem))}`;
  const why = (judged?.value.leftOut ?? []).map(({ message }) => printable(message));
  return why.length === 0 ? '' : `There is no verdict. ${why.join(' ')}`;
}
