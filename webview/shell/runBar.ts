import type { PageRequests } from '../../src/protocol/page.js';
import type { Split } from '../../src/protocol/samples.js';
import { button, choiceList, setButtonState, setEnabled } from '../components/controls.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import { menuButton } from '../components/menuButton.js';
import { modelGlyph } from '../components/runGlyph.js';
import type { PageState } from '../state/pageState.js';
import { type RunChip, runBarOf, splitChoices } from '../state/runBarModel.js';
import { statusIcons } from '../state/runText.js';
import type { ViewContext } from '../views/view.js';

export interface RunBarContext extends ViewContext {
  goBack(): void;
  goForward(): void;
}

/** The bar at the top: which runs are shown, and against which they are held. */
export function runBar(context: RunBarContext): { readonly element: HTMLElement; render(state: PageState): void } {
  const chips = element('ul', { class: 'chips', attributes: { 'aria-label': 'Shown runs' } });
  const baseline = choiceList('Baseline', (runId) => {
    void context.ask('setBaseline', { runId: runId === '' ? null : runId });
  });
  const split = choiceList('Split', (value) => context.select({ split: value as Split, sample: undefined }));
  const add = button({
    // A report has none but its own.
    label: context.isReport ? 'Show all runs' : 'Choose runs',
    icon: context.isReport ? 'checklist' : 'add',
    appearance: 'secondary',
    onPress: () => void context.ask('pickRuns', null),
  });
  const goBack = button({
    label: 'Back (Alt+←)',
    icon: 'arrow-left',
    appearance: 'icon',
    onPress: context.goBack,
  });
  const goForward = button({
    label: 'Forward (Alt+→)',
    icon: 'arrow-right',
    appearance: 'icon',
    onPress: context.goForward,
  });
  const exportMenu = menuButton(
    'Export',
    'export',
    exportFormats
      .filter(({ format }) => !context.isReport || format !== 'html')
      .map(({ format, label }) => ({ label, onChosen: () => void exportRuns(format, context) })),
  );
  const data = element('span', { class: 'data-name' });
  const missing = element('p', { class: 'hint' });
  const splitHint = element('p', { class: 'hint' });
  const notice = element('p', { class: 'hint' });
  let shown: PageState | undefined;
  const unfolded = new Set<string>();
  const toggle = (runId: string) => {
    if (!unfolded.delete(runId)) unfolded.add(runId);
    if (shown !== undefined) renderChips(runBarOf(shown, unfolded).chips);
  };
  const renderChips = rebuilt(chips, (model: readonly RunChip[]) =>
    model.map((chip) => chipElement(chip, context, toggle)),
  );
  const bar = element('div', {
    class: 'run-bar',
    children: [
      chips,
      add,
      baseline.element,
      element('span', {
        class: 'far-end',
        children: [data, ...(context.isReport ? [] : [split.element]), goBack, goForward, exportMenu],
      }),
      splitHint,
      missing,
      notice,
    ],
  });
  return {
    element: bar,
    render(state) {
      shown = state;
      const model = runBarOf(state, unfolded);
      renderChips(model.chips);
      chips.hidden = model.chips.length === 0;
      baseline.element.hidden = model.chips.length === 0;
      baseline.show(model.baselines, model.baseline);
      setText(data, model.data);
      split.element.hidden = model.chips.length === 0;
      split.show(splitChoices, state.history.present.split);
      exportMenu.hidden = model.chips.length === 0;
      setText(splitHint, model.splitHint);
      splitHint.hidden = model.splitHint === '';
      setText(notice, state.notice ?? '');
      notice.hidden = state.notice === undefined;
      setText(missing, model.missing);
      missing.hidden = model.missing === '' || model.chips.length === 0;
      setEnabled(goBack, state.history.past.length > 0);
      setEnabled(goForward, state.history.future.length > 0);
    },
  };
}

type ExportFormat = PageRequests['exportRuns']['params']['format'];

const exportFormats: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'html', label: 'Report (HTML) …' },
  { format: 'csv', label: 'Figures (CSV) …' },
  { format: 'markdown', label: 'Figures (Markdown) …' },
  { format: 'json', label: 'Figures (JSON) …' },
];

async function exportRuns(format: ExportFormat, context: ViewContext): Promise<void> {
  if (await context.ask('exportRuns', { format })) context.announce('The runs have been exported.');
}

function chipElement(chip: RunChip, context: ViewContext, toggle: (runId: string) => void): HTMLElement {
  const { runIds, letters, name, status, isBaseline, isStale, isUnfolded } = chip;
  const [first = ''] = runIds;
  const words = [status, ...(isBaseline ? ['baseline'] : []), ...(isStale ? ['edited since'] : [])].join(', ');
  const fold = (isOpen: boolean) => {
    const created = button({
      label: `Each seed of ${name}`,
      icon: isOpen ? 'chevron-down' : 'chevron-right',
      appearance: 'icon',
      focusKey: `seeds ${first}`,
      onPress: () => toggle(first),
    });
    setButtonState(created, 'expanded', isOpen);
    return created;
  };
  return element('li', {
    class: 'chip',
    attributes: { title: `${name}: ${words}` },
    children: [
      ...(isUnfolded === undefined ? [] : [fold(isUnfolded)]),
      modelGlyph(letters),
      element('span', { class: 'name', text: name }),
      icon(statusIcons[status], `status ${status}`),
      ...(isBaseline ? [icon('pinned')] : []),
      ...(isStale ? [icon('edit')] : []),
      element('span', { class: 'only-heard', text: words }),
      button({
        label: `Take ${name} off the page`,
        icon: 'close',
        appearance: 'icon',
        focusKey: `remove ${runIds.join(' ')}`,
        onPress: () => {
          for (const runId of runIds) void context.ask('removeRun', { runId });
        },
      }),
    ],
  });
}
