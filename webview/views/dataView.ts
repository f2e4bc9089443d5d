import type { AugmentedSamples, DatasetView } from '../../src/protocol/samples.js';
import { button, choiceList } from '../components/controls.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import { Pictures } from '../components/pictures.js';
import { tableActions } from '../components/tableActions.js';
import { augmentedElements, augmentedText } from '../data/augmentedElements.js';
import { augmentingRun } from '../data/augmentingRun.js';
import { type DataChoice, dataChoices } from '../data/dataChoices.js';
import { balanceElements, duplicateElements, factElements, sampleElements } from '../data/dataElements.js';
import { type DataPage, dataPage } from '../data/dataModel.js';
import { JudgingSection } from '../judging/judgingSection.js';
import { exportedTable } from '../state/exportedTable.js';
import { fileName } from '../state/fileName.js';
import type { Loading } from '../state/pageData.js';
import type { PageState } from '../state/pageState.js';
import { problemText } from '../state/problemText.js';
import { runName } from '../state/runText.js';
import { whenChanged } from '../state/whenChanged.js';
import type { View } from './view.js';

/** What models learn from, before any training too: samples of each class, balance, splits, duplicates, where it is from. */
export const dataView: View = {
  id: 'data',
  title: 'Data',
  mount(container, context) {
    let chosen = '';
    let asked: string | undefined;
    let state: PageState | undefined;
    let page: DataPage | undefined;
    let reached: PageState['sectionAsked'];

    const pictures = new Pictures(context.atlas);
    const judging = new JudgingSection(context);
    const choice = choiceList('Dataset', (key) => {
      chosen = key;
      draw();
    });
    const name = element('h2', { class: 'data-title' });
    const status = element('div', { class: 'data-status' });
    const facts = element('dl', { class: 'facts-list' });
    const split = element('p', { class: 'hint' });
    const balance = element('p');
    const balanceTable = element('div', {
      class: 'table-box',
      attributes: { role: 'region', tabindex: '0', 'aria-labelledby': 'balance-title' },
    });
    const samples = element('ul', { class: 'class-samples', attributes: { 'aria-labelledby': 'samples-title' } });
    const duplicates = element('div', { class: 'duplicates' });
    const augmentedNote = element('p', { class: 'hint' });
    const augmentedList = element('ul', {
      class: 'augmented-samples',
      attributes: { 'aria-labelledby': 'augmented-title' },
    });
    const augmented = element('section', {
      class: 'augmented',
      children: [
        element('h2', { text: 'What training sees', attributes: { id: 'augmented-title' } }),
        augmentedNote,
        augmentedList,
      ],
    });
    const body = element('div', {
      children: [
        facts,
        split,
        element('div', {
          class: 'data-columns',
          children: [
            element('section', {
              children: [
                element('h2', { text: 'Training images of each class', attributes: { id: 'samples-title' } }),
                samples,
              ],
            }),
            element('section', {
              children: [
                element('div', {
                  class: 'heading-row',
                  children: [
                    element('h2', { text: 'Images of each class', attributes: { id: 'balance-title' } }),
                    ...tableActions(context, 'the numbers', () =>
                      exportedTable(
                        `${fileName(page?.title ?? 'dataset')}-classes`,
                        page?.table ?? { columns: [], rows: [] },
                      ),
                    ),
                  ],
                }),
                balance,
                balanceTable,
              ],
            }),
          ],
        }),
        augmented,
        element('h2', { text: 'Duplicates and leaks' }),
        duplicates,
        judging.element,
      ],
    });
    container.append(element('div', { class: 'view-bar', children: [name, choice.element] }), status, body);

    const retry = () => {
      context.data.retryFailed();
      context.atlas.retry();
    };
    const renderStatus = rebuilt(status, (model: Status) => statusElements(model, retry));
    const renderFacts = rebuilt(facts, factElements);
    const renderBalance = rebuilt(
      balanceTable,
      ({ names, rows }: { names: DataPage['splitNames']; rows: DataPage['rows'] }) => balanceElements(names, rows),
    );
    const renderSamples = rebuilt(samples, ({ classes }: { classes: DataPage['classes']; key: string }) =>
      sampleElements(classes, pictures),
    );
    const renderDuplicates = rebuilt(duplicates, ({ groups }: { groups: DataPage['duplicates']; key: string }) =>
      duplicateElements(groups, pictures),
    );
    const renderAugmented = rebuilt(augmentedList, ({ samples: made, names }: AugmentedRows) =>
      made === undefined ? [] : augmentedElements(made, names, pictures),
    );
    const pageOf = whenChanged((view: DatasetView) => dataPage(view));

    function draw(): void {
      if (state === undefined) return;
      if (state.dataset !== asked) chosen = '';
      asked = state.dataset;
      const choices = dataChoices(state.runs, state.dataset);
      const shown = choices.find(({ key }) => key === chosen) ?? choices[0];
      if (shown === undefined) return;
      choice.element.hidden = choices.length < 2;
      choice.show(
        choices.map(({ key, label }) => ({ value: key, label })),
        shown.key,
      );
      const loading = context.data.get('readDataset', shown.source);
      page = loading.kind === 'ready' ? pageOf(loading.value) : undefined;
      body.hidden = page === undefined;
      setText(name, page?.title ?? '');
      if (page === undefined || loading.kind !== 'ready') {
        renderStatus(statusOf(loading, shown.label));
        return;
      }
      const { dataset, samples: given } = loading.value;
      const source = { ...shown.source, checksum: dataset.checksum, imageShape: dataset.imageShape };
      if (pictures.show(source)) context.atlas.take({ ...source, split: 'train' }, given.batch);
      renderStatus({ kind: 'ready', message: page.warning, pixels: pictures.problem ?? '' });
      renderFacts(page.facts);
      setText(split, shown.split);
      setText(balance, page.balance);
      renderBalance({ names: page.splitNames, rows: page.rows });
      renderSamples({ classes: page.classes, key: shown.key });
      renderDuplicates({ groups: page.duplicates, key: shown.key });
      drawAugmented(shown, dataset.classNames);
      judging.show({ source: shown.source, dataset, datasetId: datasetIdOf(shown), canTrain: state.canTrain });
      pictures.draw();
      const { sectionAsked } = state;
      if (sectionAsked?.name === 'doubts' && sectionAsked !== reached && judging.reveal()) reached = sectionAsked;
    }

    /** What a check of those images is asked for by. */
    function datasetIdOf({ source }: DataChoice): string {
      if ('dataset' in source) return source.dataset;
      return state?.runs.find(({ runId }) => runId === source.runId)?.state.started?.request.dataset ?? '';
    }

    /** Only of runs: a data set alone is not augmented. Nothing is said of a run that augments nothing. */
    function drawAugmented({ source }: DataChoice, names: readonly string[]): void {
      const run = 'runId' in source ? augmentingRun(state?.runs ?? [], source.runId) : undefined;
      const answer = run === undefined ? undefined : context.data.get('augmentSamples', { runId: run.runId });
      augmented.hidden = answer === undefined || (answer.kind === 'ready' && answer.value.layers.length === 0);
      const made = answer?.kind === 'ready' ? answer.value : undefined;
      renderAugmented({ samples: made, names });
      if (answer?.kind === 'loading') setText(augmentedNote, 'Images go through the augmentation …');
      else if (answer?.kind === 'failed')
        setText(augmentedNote, [answer.problem.message, answer.problem.advice ?? ''].join(' ').trim());
      else if (made !== undefined && run !== undefined) setText(augmentedNote, augmentedText(made, runName(run)));
    }

    return {
      render(next) {
        state = next;
        draw();
      },
    };
  },
};

interface AugmentedRows {
  readonly samples: AugmentedSamples | undefined;
  readonly names: readonly string[];
}

interface Status {
  readonly kind: Loading<unknown>['kind'];
  readonly message: string;
  /** Why pixels are not to be had; empty when they are. */
  readonly pixels: string;
}

function statusOf(loading: Loading<DatasetView>, label: string): Status {
  if (loading.kind === 'loading')
    return {
      kind: 'loading',
      message: loading.progress?.message ?? `The images of ${label} are being read …`,
      pixels: '',
    };
  if (loading.kind === 'ready') return { kind: 'ready', message: '', pixels: '' };
  return { kind: 'failed', message: problemText(loading.problem), pixels: '' };
}

function statusElements({ kind, message, pixels }: Status, retry: () => void): Node[] {
  const note = (tone: 'info' | 'warning' | 'error', iconName: string, text: string) =>
    element('div', {
      class: `note ${tone}`,
      children: [
        icon(iconName, iconName === 'loading' ? 'turning' : ''),
        element('p', { text }),
        ...(tone === 'error'
          ? [
              button({
                label: 'Try again',
                icon: 'refresh',
                appearance: 'secondary',
                focusKey: 'retry',
                onPress: retry,
              }),
            ]
          : []),
      ],
    });
  if (kind === 'loading') return [note('info', 'loading', message)];
  if (kind === 'failed') return [note('error', 'error', message)];
  return [
    ...(message === '' ? [] : [note('warning', 'beaker', message)]),
    ...(pixels === '' ? [] : [note('error', 'error', pixels)]),
  ];
}
