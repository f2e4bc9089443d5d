import type { SamplesStatus } from '../state/samplesStatus.js';
import type { ViewContext } from '../views/view.js';
import { button } from './controls.js';
import { element, icon, rebuilt } from './dom.js';

/** What has become of the predictions that a view waits for. */
export interface SamplesStatusList {
  /** Hidden while all are there. */
  readonly element: HTMLElement;
  render(status: SamplesStatus): void;
}

/** A list of what keeps predictions from being there, and what can be done about it. */
export function samplesStatusList(context: ViewContext): SamplesStatusList {
  const list = element('div', { class: 'notes' });
  const rebuild = rebuilt(list, (status: SamplesStatus) =>
    samplesStatusElements(status, context, () => context.data.retryFailed()),
  );
  return {
    element: list,
    render({ problems, loading, canCancel }) {
      rebuild({ problems, loading, canCancel });
      list.hidden = list.childElementCount === 0;
    },
  };
}

/** `retry`: asks again for what has failed. */
export function samplesStatusElements(
  { problems, loading, canCancel }: SamplesStatus,
  { data }: Pick<ViewContext, 'data'>,
  retry: () => void,
): HTMLElement[] {
  const again = () =>
    button({ label: 'Try again', icon: 'refresh', appearance: 'secondary', focusKey: 'retry', onPress: retry });
  const cancel = () =>
    button({
      label: 'Do not wait',
      icon: 'close',
      appearance: 'secondary',
      focusKey: 'cancel',
      onPress: () =>
        data.cancel('readSamples', { message: 'It was not waited for.', advice: 'Try again to compute it.' }),
    });
  return [
    ...problems.map((text, index) =>
      element('div', {
        class: 'note error',
        children: [icon('error'), element('p', { text }), ...(index === 0 ? [again()] : [])],
      }),
    ),
    ...(loading.length === 0
      ? []
      : [
          element('div', {
            class: 'note info',
            children: [
              icon('loading', 'turning'),
              element('div', { class: 'note-text', children: loading.map((text) => element('p', { text })) }),
              ...(canCancel ? [cancel()] : []),
            ],
          }),
        ]),
  ];
}
