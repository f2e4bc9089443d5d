import { formatCount } from '../../src/core/format.js';
import { button, setButtonState, setEnabled } from '../components/controls.js';
import { element, setText } from '../components/dom.js';
import { takeFocus } from '../components/takeFocus.js';
import type { PageState } from '../state/pageState.js';
import { classNamesOf, sampledRuns } from '../state/sampledRuns.js';
import type { Theme } from '../theme/theme.js';
import type { ViewContext } from '../views/view.js';
import { featureImages } from './featureImages.js';
import { imageDetails } from './imageDetails.js';
import { inspectedRun } from './inspectorModel.js';
import { layerList } from './layerList.js';
import { layerVotes } from './layerVotes.js';
import { likeImages } from './likeImages.js';
import { mapSection } from './mapSection.js';

/** What takes work is asked for when the person stays with an image. */
const SETTLED_MS = 150;

/** The details of the selected image: what each run takes it for, which images are like it, what the layers made of it. */
export class Inspector {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #title = element('h2', { attributes: { tabindex: '-1', id: 'inspector-title' } });
  readonly #place = element('span', { class: 'hint' });
  readonly #previous: HTMLElement;
  readonly #next: HTMLElement;
  readonly #fold: HTMLElement;
  readonly #problem = element('p', { class: 'hint' });
  readonly #content = element('div');
  readonly #body = element('div', { class: 'inspector-body', children: [this.#problem, this.#content] });
  readonly #details;
  readonly #votes;
  readonly #maps;
  readonly #like;
  readonly #features;
  readonly #layers;
  #drawn: { readonly state: PageState; readonly theme: Theme } | undefined;
  #chosenRun: string | undefined;
  /** Run and image that the person has stayed with, or may come to stay with. */
  #settled = '';
  #settling = '';
  #wantsFocus = false;
  #returnTo: Element | null = null;

  constructor(context: ViewContext) {
    this.#context = context;
    const icons = (label: string, name: string, onPress: () => void) =>
      button({ label, icon: name, appearance: 'icon', onPress });
    this.#previous = icons('Previous image (←)', 'chevron-left', () => this.#go(-1));
    this.#next = icons('Next image (→)', 'chevron-right', () => this.#go(1));
    this.#fold = icons('Details of the image', 'chevron-down', () =>
      context.amend({ isInspectorFolded: this.#selection?.isInspectorFolded === true ? undefined : true }),
    );
    this.#details = imageDetails(context);
    this.#votes = layerVotes(context);
    this.#maps = mapSection(context, () => this.#draw());
    this.#like = likeImages(context);
    this.#features = featureImages(context, () => this.#draw());
    this.#layers = layerList(context, (runId) => {
      this.#chosenRun = runId;
      this.#draw();
    });
    const parts = [this.#details, this.#votes, this.#maps, this.#like, this.#features, this.#layers];
    this.#content.append(...parts.flatMap(({ elements }) => elements));
    const close = icons('Close (Escape)', 'close', () => this.#close());
    const buttons = element('span', { class: 'far-end', children: [this.#previous, this.#next, this.#fold, close] });
    this.element = element('aside', {
      class: 'inspector',
      attributes: { 'aria-labelledby': 'inspector-title' },
      children: [element('header', { children: [this.#title, this.#place, buttons] }), this.#body],
    });
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
  }

  /** Puts the focus here once the selected image is drawn; closing brings it back to where it was. */
  focus(): void {
    this.#returnTo = document.activeElement;
    this.#wantsFocus = true;
    this.#draw();
  }

  render(state: PageState, theme: Theme): void {
    this.#drawn = { state, theme };
    this.#draw();
  }

  get #selection() {
    return this.#drawn?.state.history.present;
  }

  #draw(): void {
    const { state, theme } = this.#drawn ?? {};
    const sample = this.#selection?.sample;
    this.element.hidden = state === undefined || sample === undefined || state.runs.length === 0;
    if (state === undefined || theme === undefined || sample === undefined || this.element.hidden) return;
    const isFolded = this.#selection?.isInspectorFolded === true;
    this.element.classList.toggle('folded', isFolded);
    this.#body.hidden = isFolded;
    setButtonState(this.#fold, 'expanded', !isFolded);
    this.#renderHeader(sample);
    if (!isFolded) this.#renderBody(sample, state, theme);
    if (!this.#wantsFocus) return;
    this.#wantsFocus = false;
    takeFocus(this.#title, { preventScroll: true });
    // Beside the list it is seen already; below it, it is not.
    this.element.scrollIntoView({ block: 'nearest' });
  }

  #renderHeader(sample: number): void {
    const { imageList } = this.#context;
    const position = imageList.positionOf(sample);
    setText(this.#title, `Image ${formatCount(sample)}`);
    setText(this.#place, position < 0 ? '' : `${formatCount(position + 1)} of ${formatCount(imageList.count)}`);
    setEnabled(this.#previous, imageList.neighbour(sample, -1) !== undefined);
    setEnabled(this.#next, imageList.neighbour(sample, 1) !== undefined);
  }

  #renderBody(image: number, state: PageState, theme: Theme): void {
    const { split, focus } = state.history.present;
    const { ready, loading } = sampledRuns(this.#context.data, state.runs, split);
    const run = inspectedRun(ready, image, this.#chosenRun, focus?.runId);
    const shown = state.runs.find(({ runId }) => runId === run?.runId);
    this.#content.hidden = run === undefined || shown === undefined;
    this.#problem.hidden = !this.#content.hidden;
    if (run === undefined || shown === undefined) {
      const isComing = loading.length > 0;
      setText(this.#problem, isComing ? 'Predictions are being read …' : 'No shown run says anything of this image.');
      return;
    }
    const isSettled = this.#isSettled(`${run.runId} ${split} ${image}`);
    const inspected = { image, run, shown, classNames: classNamesOf(run), state, theme, isSettled };
    this.#details.render(inspected, ready);
    this.#votes.render(inspected);
    this.#maps.render(inspected, ready);
    this.#like.render(inspected);
    this.#features.render(inspected);
    this.#layers.render(inspected);
  }

  #isSettled(key: string): boolean {
    if (this.#settled === key) return true;
    if (this.#settling === key) return false;
    this.#settling = key;
    setTimeout(() => {
      if (this.#settling !== key) return;
      this.#settling = '';
      this.#settled = key;
      this.#draw();
    }, SETTLED_MS);
    return false;
  }

  #go(by: 1 | -1): void {
    const sample = this.#selection?.sample;
    const next = sample === undefined ? undefined : this.#context.imageList.neighbour(sample, by);
    if (next === undefined) return;
    this.#context.amend({ sample: next });
    this.#context.announce(`Image ${formatCount(next)}.`);
  }

  #close(): void {
    const sample = this.#selection?.sample;
    if (sample === undefined) return;
    this.#context.select({ sample: undefined });
    const returnTo = this.#returnTo;
    this.#returnTo = null;
    if (this.#context.imageList.focus(sample)) return;
    if (returnTo instanceof HTMLElement && returnTo.isConnected) takeFocus(returnTo);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest('vscode-dropdown, input') !== null) return;
    if (event.key === 'Escape') this.#close();
    else if (event.key === 'ArrowLeft') this.#go(-1);
    else if (event.key === 'ArrowRight') this.#go(1);
    else return;
    event.preventDefault();
  }
}
