import type { ImageChange } from '../../src/core/samples/changedImages.js';
import type { SampleOrder } from '../../src/core/samples/orderSamples.js';
import { button, choiceList, searchField, setButtonState } from '../components/controls.js';
import { element, rebuilt } from '../components/dom.js';
import { runGlyph } from '../components/runGlyph.js';
import { changeTabs } from './changeTabs.js';
import { type Gallery, type GalleryChoices, inLetterOrder, type RunComparison } from './galleryModel.js';
import type { Crumb } from './galleryText.js';

/** What the person does with the bar. */
export interface GalleryBarActions {
  choose(change: Partial<GalleryChoices>): void;
  /** Of what changed between two runs. */
  showChange(change: ImageChange): void;
  /** Goes back to what a step of the breadcrumb names. */
  goTo(crumb: 'run' | 'focus'): void;
  clear(): void;
}

export interface GalleryBarModel {
  readonly gallery: Gallery;
  readonly choices: GalleryChoices;
  readonly crumbs: readonly Crumb[];
  readonly comparisons: readonly RunComparison[];
}

const orders = [
  ['loss', 'loss'],
  ['confidence', 'confidence'],
  ['margin', 'margin'],
  ['disagreement', 'disagreement'],
  ['index', 'number'],
] as const satisfies readonly (readonly [SampleOrder, string])[];

/**
 * Where the person is, how the runs differ there, and by what the images are ordered and chosen. `panelId`: the element of
 * the images.
 */
export function galleryBar(
  actions: GalleryBarActions,
  panelId: string,
): {
  readonly element: HTMLElement;
  /** Id of the tab that the images belong to; undefined where there are no tabs. */
  readonly tabId: string | undefined;
  render(model: GalleryBarModel): void;
} {
  const trail = element('ol', { class: 'crumbs' });
  const crumbs = element('nav', { attributes: { 'aria-label': 'Which images' }, children: [trail] });
  const comparisons = element('ul', { class: 'comparisons', attributes: { 'aria-label': 'How the runs differ' } });
  const order = choiceList('Sort by', (value) => {
    const chosen = orders.find(([id]) => id === value)?.[0];
    if (chosen !== undefined) actions.choose({ order: chosen });
  });
  const reverse = button({
    label: 'The other way round',
    icon: 'arrow-swap',
    appearance: 'icon',
    onPress: () => actions.choose({ isReversed: reverse.getAttribute('aria-pressed') !== 'true' }),
  });
  reverse.classList.add('turned-icon');
  const wrongIn = choiceList('Wrong in', (value) => actions.choose({ wrongIn: value }));
  const rightIn = choiceList('Right in', (value) => actions.choose({ rightIn: value }));
  const tabs = changeTabs(panelId, actions.showChange);
  const text = searchField('Class', (value) => actions.choose({ text: value }));
  const renderCrumbs = rebuilt(
    trail,
    ({ crumbs: shown, canClear }: { crumbs: readonly Crumb[]; canClear: boolean }) => [
      ...shown.map((crumb) => element('li', { children: crumbElements(crumb, actions) })),
      ...(canClear
        ? [
            element('li', {
              class: 'clear',
              children: [
                button({
                  label: 'Show all errors of all runs',
                  icon: 'close',
                  appearance: 'icon',
                  focusKey: 'clear',
                  onPress: actions.clear,
                }),
              ],
            }),
          ]
        : []),
    ],
  );
  const renderComparisons = rebuilt(comparisons, (model: readonly (RunComparison & { readonly isChosen: boolean })[]) =>
    model.map(({ wrongIn: wrong, rightIn: right, text: words, count, isChosen }) => {
      const chip = element('button', {
        class: 'comparison',
        attributes: { type: 'button', 'aria-pressed': String(isChosen), 'data-focus-key': `${wrong} ${right}` },
        children: [element('b', { text: count }), ` ${words}`],
      });
      chip.addEventListener('click', () => actions.choose({ wrongIn: wrong, rightIn: right }));
      return element('li', { children: [chip] });
    }),
  );
  return {
    element: element('div', {
      class: 'gallery-bar',
      children: [
        crumbs,
        comparisons,
        tabs.element,
        element('div', {
          class: 'gallery-choices',
          children: [
            element('span', { class: 'choice-pair', children: [order.element, reverse] }),
            wrongIn.element,
            rightIn.element,
            text.element,
          ],
        }),
      ],
    }),
    get tabId() {
      return tabs.element.hidden ? undefined : tabs.selectedId;
    },
    render({ gallery, choices, crumbs: shown, comparisons: compared }) {
      const { runs, unlike, changes } = gallery;
      const all = inLetterOrder([...runs, ...unlike]);
      const isAlone = all.length < 2 || changes !== undefined;
      const isNarrowed = shown.length > 2 || changes !== undefined;
      renderCrumbs({ crumbs: shown, canClear: isNarrowed || (!isAlone && gallery.wrongIn !== 'some') });
      tabs.element.hidden = changes === undefined;
      if (changes !== undefined) tabs.render(changes);
      comparisons.hidden = compared.length === 0;
      renderComparisons(
        compared.map((comparison) => ({
          ...comparison,
          isChosen: comparison.wrongIn === gallery.wrongIn && comparison.rightIn === gallery.rightIn,
        })),
      );
      const choiceOf = ({ runId, letter, name }: Gallery['runs'][number]) => ({
        value: runId,
        label: `${letter} ${name}`,
      });
      order.show(
        orders.filter(([id]) => id !== 'disagreement' || runs.length > 1).map(([value, label]) => ({ value, label })),
        choices.order,
      );
      setButtonState(reverse, 'pressed', choices.isReversed);
      wrongIn.element.hidden = isAlone;
      rightIn.element.hidden = runs.length < 2 || changes !== undefined;
      wrongIn.show(
        [{ value: 'some', label: 'any run' }, { value: 'every', label: 'every run' }, ...all.map(choiceOf)],
        gallery.wrongIn,
      );
      const isNamed = gallery.wrongIn === runs[0]?.runId;
      rightIn.show(
        [
          { value: '', label: 'any or none' },
          ...(isNamed || gallery.rightIn === 'others' ? [{ value: 'others', label: 'all others' }] : []),
          ...all
            .filter(({ runId }) => runId !== gallery.wrongIn && !unlike.some((run) => run.runId === runId))
            .map(choiceOf),
        ],
        gallery.rightIn,
      );
      text.show(choices.text);
    },
  };
}

function crumbElements({ letter, text, to }: Crumb, actions: GalleryBarActions): Node[] {
  const glyph = letter === undefined ? [] : [runGlyph(letter)];
  if (to === undefined) return [...glyph, element('strong', { text, attributes: { 'aria-current': 'true' } })];
  const link = element('button', { class: 'link', text, attributes: { type: 'button', 'data-focus-key': `to ${to}` } });
  link.addEventListener('click', () => actions.goTo(to));
  return [...glyph, link];
}
