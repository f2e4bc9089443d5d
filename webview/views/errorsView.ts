import type { Selection, ShownRun } from '../../src/protocol/page.js';
import { element, icon, rebuilt, setAttribute } from '../components/dom.js';
import { runNoteElements } from '../components/runNotes.js';
import { samplesStatusElements } from '../components/samplesStatus.js';
import { wholeChanges } from '../gallery/changesGallery.js';
import { galleryBar } from '../gallery/galleryBar.js';
import { GalleryGrid } from '../gallery/galleryGrid.js';
import {
  type Gallery,
  type GalleryChoices,
  galleryOf,
  initialChoices,
  runComparisons,
  withoutRun,
} from '../gallery/galleryModel.js';
import { crumbsOf } from '../gallery/galleryText.js';
import type { ImageSource } from '../images/imageAtlas.js';
import { definitionPlace } from '../state/definitionPlace.js';
import { evaluatedRuns } from '../state/evaluatedRuns.js';
import type { PageState } from '../state/pageState.js';
import { classNamesOf, type SampledRuns, sampledRuns } from '../state/sampledRuns.js';
import { whenChanged } from '../state/whenChanged.js';
import type { Theme } from '../theme/theme.js';
import { blamedRun, type ErrorsStatus, errorsStatus } from './errorsStatus.js';
import type { View, ViewContext } from './view.js';

/** Every image that runs get wrong: sorted, chosen, compared; each leads to its details and to the definition. */
export const errorsView: View = {
  id: 'errors',
  title: 'Errors',
  mount(container, context) {
    let choices: GalleryChoices = initialChoices;
    let drawn: { readonly state: PageState; readonly theme: Theme } | undefined;
    let gallery: Gallery | undefined;
    /** The cell or class that was drawn last, whichever run it came from. */
    let drawnFocus = '';

    const focusOf = () => drawn?.state.history.present.focus;
    const choose = (change: Partial<GalleryChoices>) => {
      choices = { ...choices, ...change };
      // A run that is chosen here takes the place of the one that was clicked elsewhere.
      const focus = focusOf();
      if (change.wrongIn !== undefined && focus?.runId !== undefined) context.select({ focus: withoutRun(focus) });
      else draw();
    };
    const bar = galleryBar(
      {
        choose,
        showChange(change) {
          const focus = focusOf();
          if (focus?.kind === 'changes') context.amend({ focus: { ...focus, change }, sample: undefined });
        },
        goTo(crumb) {
          const run = gallery?.wrongIn ?? 'some';
          choices = { ...choices, wrongIn: run, text: '' };
          const focus = focusOf();
          const above = focus?.kind === 'changes' ? wholeChanges(focus) : undefined;
          context.select({ focus: crumb === 'run' ? above : withoutRun(focus), sample: undefined });
          draw();
        },
        clear() {
          choices = { ...choices, wrongIn: 'some', rightIn: '', text: '' };
          context.select({ focus: undefined, sample: undefined });
          draw();
        },
      },
      'error-images',
    );
    const grid = new GalleryGrid(context.atlas, {
      inspect: (image, byKey) => {
        context.select({ sample: image });
        if (byKey) context.focusInspector();
      },
      openDefinition(image) {
        const run = gallery === undefined ? undefined : blamedRun(gallery, image);
        const shown = drawn?.state.runs.find(({ runId }) => runId === run?.runId);
        if (shown !== undefined) void context.ask('openDefinition', definitionPlace(shown));
      },
    });
    const notes = element('ul', { class: 'notes', attributes: { 'aria-label': 'What keeps images from being shown' } });
    const status = element('div', { class: 'errors-status' });
    const panel = element('div', { attributes: { id: 'error-images' }, children: [status, grid.element] });
    container.append(notes, bar.element, panel);
    const renderNotes = rebuilt(notes, (model: ReturnType<typeof evaluatedRuns>['notes']) =>
      runNoteElements(model, context),
    );
    const renderStatus = rebuilt(status, (model: ErrorsStatus) =>
      statusElements(model, context, () => {
        context.data.retryFailed();
        context.atlas.retry();
      }),
    );
    const galleryFor = whenChanged(
      (sampled: SampledRuns['ready'], focus: Selection['focus'], chosen: GalleryChoices, names: readonly string[]) =>
        galleryOf(sampled, focus, chosen, names),
    );
    const comparisonsFor = whenChanged(runComparisons);

    function draw(): void {
      if (drawn === undefined) return;
      const { state, theme } = drawn;
      const { split, focus, sample } = state.history.present;
      const arrived = JSON.stringify(withoutRun(focus) ?? null);
      // Whoever comes by a cell or a class wants to see all of it.
      if (focus !== undefined && arrived !== drawnFocus)
        choices = { ...choices, wrongIn: 'some', rightIn: '', text: '' };
      drawnFocus = arrived;
      const sampled = sampledRuns(context.data, state.runs, split);
      const [first] = sampled.ready;
      const shown = first === undefined ? undefined : galleryFor(sampled.ready, focus, choices, classNamesOf(first));
      const source = sourceOf(shown);
      renderNotes(notesOf(state, sampled));
      notes.hidden = sampled.unevaluated.length === 0;
      renderStatus(errorsStatus(sampled, shown, source === undefined ? undefined : context.atlas.problemOf(source)));
      bar.element.hidden = shown === undefined;
      grid.element.hidden = shown === undefined || shown.images.length === 0;
      if (shown === undefined || source === undefined) return;
      const crumbs = crumbsOf(shown, focus, choices.text);
      bar.render({ gallery: shown, choices, crumbs, comparisons: comparisonsFor(shown, focus) });
      belongTo(panel, bar.tabId);
      const count = crumbs.at(-1)?.text ?? '';
      grid.element.setAttribute('aria-label', `Images: ${crumbs.map(({ text }) => text).join(', ')}`);
      if (gallery !== undefined && gallery !== shown) context.announce(`${count}.`);
      gallery = shown;
      context.imageList.set(shown.images, (image) => grid.focusImage(image));
      grid.element.style.setProperty('--gallery-top', `${grid.element.offsetTop}px`);
      grid.show({ gallery: shown, source, sample, fontSize: theme.fontSize });
    }

    return {
      render(state, theme) {
        drawn = { state, theme };
        draw();
      },
    };
  },
};

/** The images are those of a tab, where there are tabs. */
function belongTo(panel: HTMLElement, tabId: string | undefined): void {
  if (tabId === undefined) {
    panel.removeAttribute('role');
    panel.removeAttribute('aria-labelledby');
  } else {
    setAttribute(panel, 'role', 'tabpanel');
    setAttribute(panel, 'aria-labelledby', tabId);
  }
}

function sourceOf(gallery: Gallery | undefined): ImageSource | undefined {
  const [run] = gallery?.runs ?? [];
  if (run === undefined) return undefined;
  const { split, checksum, imageShape } = run.samples;
  return { runId: run.runId, split, checksum, imageShape };
}

/** Of runs that have not been evaluated; what else is to be known of runs stands in other views. */
function notesOf({ runs, baseline }: PageState, { unevaluated }: SampledRuns) {
  const ids = new Set(unevaluated.map(({ runId }: ShownRun) => runId));
  return evaluatedRuns(runs, baseline).notes.filter(({ runId }) => ids.has(runId));
}

function statusElements(model: ErrorsStatus, context: ViewContext, retry: () => void): Node[] {
  return [
    ...samplesStatusElements(model, context, retry),
    ...(model.hint === '' ? [] : [element('p', { class: 'hint', text: model.hint })]),
    ...(model.empty === undefined
      ? []
      : [
          element('div', {
            class: 'absence',
            children: [
              icon(model.empty.icon),
              element('h2', { text: model.empty.title }),
              element('p', { text: model.empty.text }),
            ],
          }),
        ]),
  ];
}
