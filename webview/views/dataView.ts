import type { DatasetView } from '../../src/protocol/samples.js';
import { button, choiceList } from '../components/controls.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import { Pictures } from '../components/pictures.js';
import { tableActions } from '../components/tableActions.js';
import { dataChoices } from '../data/dataChoices.js';
import { balanceElements, duplicateElements, factElements, sampleElements } from '../data/dataElements.js';
import { type DataPage, dataPage } from '../data/dataModel.js';
import { exportedTable } from '../state/exportedTable.js';
import { fileName } from '../state/fileName.js';
import type { Loading } from '../state/pageData.js';
import type { PageState } from '../state/pageState.js';
import { problemText } from '../state/problemText.js';
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

    const pictures = new Pictures(context.atlas);
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
        element('h2', { text: 'Duplicates and leaks' }),
        duplicates,
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
      pictures.draw();
    }

    return {
      render(next) {
        state = next;
        draw();
      },
    };
  },
};

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
