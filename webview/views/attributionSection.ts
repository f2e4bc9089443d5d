import type { ShownRun } from '../../src/protocol/page.js';
import { element } from '../components/dom.js';
import { type WaterfallFigure, waterfallFigure } from '../components/waterfallFigure.js';
import type { Theme } from '../theme/theme.js';
import { attributedPairs, waterfallModel } from './attributionModel.js';
import type { ViewContext } from './view.js';

/** What each change between the first model and the others is worth, where that has been measured. */
export interface AttributionSection {
  readonly element: HTMLElement;
  render(runs: readonly ShownRun[], baseline: string | undefined, theme: Theme): void;
  /** Brings it into sight, with the focus; false while there is nothing to see. */
  reveal(): boolean;
}

/** Hidden while nothing has been measured. */
export function attributionSection(context: ViewContext): AttributionSection {
  const box = element('div');
  const section = element('section', {
    class: 'attributions',
    children: [element('h2', { text: 'What each change is worth' }), box],
  });
  section.hidden = true;
  const figures = new Map<string, WaterfallFigure>();
  const figureOf = (id: string): WaterfallFigure => {
    const figure = figures.get(id) ?? waterfallFigure(`attribution-${figures.size}`, context);
    figures.set(id, figure);
    return figure;
  };
  return {
    element: section,
    render(runs, baseline, theme) {
      const shown = attributedPairs(runs, baseline).flatMap((pair) => {
        const answer = context.data.get('attributionOf', pair);
        if (answer.kind !== 'ready' || answer.value === null) return [];
        const figure = figureOf(answer.value.id);
        figure.render(waterfallModel(answer.value), theme, pair);
        return figure.element;
      });
      const isSame = shown.length === box.children.length && shown.every((one, index) => box.children[index] === one);
      if (!isSame) box.replaceChildren(...shown);
      section.hidden = shown.length === 0;
    },
    reveal() {
      const picture = section.hidden ? null : section.querySelector<HTMLElement>('.waterfall');
      picture?.focus({ preventScroll: true });
      section.scrollIntoView({ block: 'start' });
      return picture !== null;
    },
  };
}
