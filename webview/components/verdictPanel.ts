import type { VerdictKind } from '../../src/core/comparison/judgement.js';
import type { TierLine, Verdict, VerdictLine } from '../views/verdictModel.js';
import type { ViewContext } from '../views/view.js';
import { element, icon } from './dom.js';
import { modelGlyph } from './runGlyph.js';

/** Icons of what is known; never one of winning. */
const kinds = {
  better: { icon: 'pass', text: 'Different' },
  worse: { icon: 'pass', text: 'Different' },
  tie: { icon: 'dash', text: 'Tie' },
  undecided: { icon: 'question', text: 'Undecided' },
} as const satisfies Record<VerdictKind, { readonly icon: string; readonly text: string }>;

/** What is said of models side by side: the pairs, the tiers, and what the intervals cover. */
export function verdictElements(
  { headline, lines, others, tiers, notes }: Verdict,
  context: ViewContext,
  isUnfolded: boolean,
  onFold: (isUnfolded: boolean) => void,
): HTMLElement[] {
  const list = (label: string, shown: readonly VerdictLine[]) =>
    element('ul', {
      class: 'verdict-lines',
      attributes: { 'aria-label': label },
      children: shown.map((line) => lineElement(line, context)),
    });
  return [
    ...(headline === '' ? [] : [element('p', { class: 'verdict', text: headline })]),
    list('Verdicts', lines),
    ...(others.length === 0 ? [] : [otherPairs(others, list, isUnfolded, onFold)]),
    ...(tiers.length === 0 ? [] : [tierElement(tiers)]),
    element('ul', {
      class: 'sentences facts verdict-notes',
      attributes: { 'aria-label': 'What the verdicts rest on' },
      children: notes.map((text) => element('li', { text })),
    }),
  ];
}

function lineElement({ letters, kind, sentence, changes }: VerdictLine, context: ViewContext): HTMLElement {
  const [from, to] = letters;
  const links = changes.map(({ change, text, hint, letters: [against, own], focus }) => {
    const link = element('button', {
      class: 'link',
      text,
      attributes: {
        type: 'button',
        'data-focus-key': `${from.join()} ${to.join()} ${change}`,
        'aria-label': `${text}, from ${against.join(', ')} to ${own.join(', ')}: show the images${hint === '' ? '' : ` (${hint})`}`,
        ...(hint === '' ? {} : { title: hint }),
      },
    });
    link.addEventListener('click', () => context.select({ view: 'errors', focus, split: 'test', sample: undefined }));
    return link;
  });
  return element('li', {
    class: `verdict-line ${kind}`,
    children: [
      icon(kinds[kind].icon),
      element('span', { class: 'verdict-kind', text: kinds[kind].text }),
      element('div', {
        class: 'verdict-words',
        children: [
          element('p', { children: [modelGlyph(from), modelGlyph(to), ' ', sentence] }),
          element('p', { class: 'verdict-changes', children: links }),
        ],
      }),
    ],
  });
}

/** Of twenty models there are 190 pairs: they are made when they are asked for. */
function otherPairs(
  others: readonly VerdictLine[],
  list: (label: string, shown: readonly VerdictLine[]) => HTMLElement,
  isUnfolded: boolean,
  onFold: (isUnfolded: boolean) => void,
): HTMLElement {
  const toggle = element('button', {
    class: 'link fold',
    attributes: { type: 'button', 'aria-expanded': String(isUnfolded), 'data-focus-key': 'other pairs' },
    children: [
      icon(isUnfolded ? 'chevron-down' : 'chevron-right'),
      element('span', { text: others.length === 1 ? 'The other pair' : `The other ${others.length} pairs` }),
    ],
  });
  toggle.addEventListener('click', () => onFold(!isUnfolded));
  return element('div', { children: [toggle, ...(isUnfolded ? [list('Other verdicts', others)] : [])] });
}

function tierElement(tiers: readonly TierLine[]): HTMLElement {
  const rows = tiers.map(({ title, models }) =>
    element('li', {
      children: [
        element('b', { text: title }),
        element('ul', {
          children: models.map(({ letters, text, isOverlapping }) =>
            element('li', {
              class: isOverlapping ? 'overlapping' : '',
              children: [
                modelGlyph(letters),
                element('span', { text }),
                ...(isOverlapping
                  ? [element('span', { class: 'caption', text: 'not clearly told from the tier below' })]
                  : []),
              ],
            }),
          ),
        }),
      ],
    }),
  );
  return element('section', {
    class: 'tiers',
    attributes: { 'aria-labelledby': 'tiers-title' },
    children: [
      element('h2', { text: 'Tiers', attributes: { id: 'tiers-title' } }),
      element('p', {
        class: 'hint',
        text:
          tiers.length === 1
            ? 'No model is clearly better than another: they share one place.'
            : 'Models of one tier are not clearly worse than its first: they share a place.',
      }),
      element('ol', { children: rows }),
    ],
  });
}
