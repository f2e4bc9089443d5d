import { button } from '../components/controls.js';
import { element, icon, rebuilt } from '../components/dom.js';
import { Inspector } from '../inspector/inspector.js';
import { type Absence, absenceOf, shownView } from '../state/absence.js';
import type { PageProblem, PageState } from '../state/pageState.js';
import { problemText } from '../state/problemText.js';
import type { Theme } from '../theme/theme.js';
import { views } from '../views/index.js';
import type { MountedView } from '../views/view.js';
import { type RunBarContext, runBar } from './runBar.js';
import { tabList } from './tabList.js';

export interface PageContext extends RunBarContext {
  dismissProblem(): void;
}

export interface ShownPage {
  render(state: PageState, theme: Theme): void;
  focusInspector(): void;
}

/** The page around its views. A view is mounted when it is first looked at. */
export function page(root: HTMLElement, context: PageContext): ShownPage {
  const bar = runBar(context);
  const tabs = tabList(views, (id) => context.select({ view: id }));
  const problem = element('div', { class: 'problem', attributes: { role: 'alert' } });
  const absence = element('div', { class: 'absence' });
  const panels = views.map(({ id }) =>
    element('div', {
      class: `view ${id}`,
      attributes: { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}` },
    }),
  );
  const inspector = new Inspector(context);
  const mounted = new Map<string, MountedView>();
  const renderProblem = rebuilt(problem, (model: PageProblem | null) =>
    model === null ? [] : problemElements(model, context),
  );
  const renderAbsence = rebuilt(absence, (model: Absence | null) =>
    model === null ? [] : absenceElements(model, context),
  );
  const top = element('header', {
    class: 'top',
    children: [element('h1', { class: 'only-heard', text: 'Results' }), bar.element, tabs.element],
  });
  // What sticks below it has to know how high it is.
  new ResizeObserver(() => root.style.setProperty('--top-height', `${top.offsetHeight}px`)).observe(top);
  root.append(
    top,
    problem,
    element('div', {
      class: 'below-top',
      children: [element('main', { children: [absence, ...panels] }), inspector.element],
    }),
  );
  document.addEventListener('keydown', (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === 'ArrowLeft') context.goBack();
    else if (event.key === 'ArrowRight') context.goForward();
    else return;
    event.preventDefault();
  });

  return {
    focusInspector: () => inspector.focus(),
    render(state, theme) {
      const absent = absenceOf(state);
      const hasView = absent === undefined || !absent.isAlone;
      const wanted = shownView(state);
      const selected = views.find(({ id }) => id === wanted) ?? views[0];
      bar.render(state);
      renderProblem(state.problem ?? null);
      renderAbsence(absent ?? null);
      absence.classList.toggle('above-view', hasView);
      tabs.element.hidden = !hasView;
      views.forEach((view, index) => {
        const panel = panels[index];
        if (panel === undefined) return;
        panel.hidden = !hasView || view !== selected;
        if (panel.hidden) return;
        tabs.select(view.id);
        const shown = mounted.get(view.id) ?? view.mount(panel, context);
        mounted.set(view.id, shown);
        shown.render(state, theme);
      });
      // After the view, which says which images come before and after.
      inspector.render(state, theme);
    },
  };
}

function problemElements(model: PageProblem, context: PageContext): Node[] {
  return [
    icon('error'),
    element('p', { text: problemText(model) }),
    button({ label: 'Dismiss', icon: 'close', appearance: 'icon', onPress: context.dismissProblem }),
  ];
}

const absenceActions = {
  trainModel: ['play', 'Train a model', 'primary'],
  pickRuns: ['checklist', 'Choose runs', 'secondary'],
  lookAtData: ['file-media', 'Look at the images', 'secondary'],
} as const;

function absenceElements({ title, texts, isLoading, actions }: Absence, context: PageContext): Node[] {
  return [
    icon(isLoading ? 'loading' : 'graph-line', isLoading ? 'turning' : ''),
    element('h2', { text: title }),
    ...texts.map((text) => element('p', { text })),
    element('div', {
      class: 'actions',
      children: actions.map((action) => {
        const [iconName, label, appearance] = absenceActions[action];
        return button({
          label,
          icon: iconName,
          appearance,
          focusKey: action,
          onPress: () => {
            if (action === 'lookAtData') context.select({ view: 'data' });
            else void context.ask(action, null);
          },
        });
      }),
    }),
  ];
}
