import type { DataSource } from '../../src/protocol/page.js';
import type { DatasetView } from '../../src/protocol/samples.js';
import { button, setButtonState, setEnabled } from '../components/controls.js';
import { element, rebuilt, setText } from '../components/dom.js';
import { Pictures } from '../components/pictures.js';
import type { ImageAtlas } from '../images/imageAtlas.js';
import type { ViewContext } from '../views/view.js';
import {
  act,
  actionOfKey,
  beginJudging,
  foundSentences,
  type Judging,
  type JudgingAction,
  type JudgingPage,
  judgingPage,
} from './judgingModel.js';

/** What the section shows: the dataset of the data view. */
export interface JudgedData {
  readonly source: DataSource;
  readonly dataset: DatasetView['dataset'];
  /** As a check of it is asked for. */
  readonly datasetId: string;
  readonly canTrain: boolean;
}

/**
 * The part of the data view where images in doubt are looked for, and where a person goes through them by keyboard or mouse.
 * Hidden in a report.
 */
export class JudgingSection {
  readonly element: HTMLElement;
  readonly #context: ViewContext;
  readonly #atlas: ImageAtlas;
  readonly #pictures: Pictures;
  readonly #large = element('canvas', { class: 'judged-picture', attributes: { role: 'img' } });
  readonly #title = element('h3');
  readonly #progress = element('p', { class: 'hint' });
  readonly #found = element('ul', { class: 'judging-found', attributes: { 'aria-label': 'What was looked for' } });
  readonly #desk: HTMLElement;
  readonly #checkLabels: HTMLElement;
  readonly #given = element('p', { class: 'judged-given' });
  readonly #suggestion = element('p');
  readonly #word = element('p', { class: 'judged-word' });
  readonly #like = element('ul', { class: 'judged-like' });
  readonly #classes = element('div', {
    class: 'judged-classes',
    attributes: { role: 'group', 'aria-label': 'Label it as' },
  });
  readonly #undo: HTMLElement;
  readonly #renderFound: (sentences: readonly string[]) => void;
  readonly #renderLike: (model: JudgingPage['like']) => void;
  readonly #renderClasses: (model: JudgingPage['classes']) => void;
  #judging: Judging | undefined;
  #data: JudgedData | undefined;
  /** Of what the service said: another answer begins anew. */
  #check: unknown;
  #revision = 0;
  /** What is shown is the last answer, not the one before it. */
  #isFresh = false;

  constructor(context: ViewContext) {
    this.#context = context;
    this.#atlas = context.atlas;
    this.#pictures = new Pictures(context.atlas);
    const press = (label: string, focusKey: string, action: JudgingAction) =>
      button({ label, appearance: 'secondary', focusKey, onPress: () => this.#do(action) });
    this.#undo = press('Undo (u)', 'judge undo', { kind: 'undo' });
    const details = element('div', {
      class: 'judged-details',
      children: [
        this.#title,
        this.#given,
        this.#suggestion,
        this.#word,
        this.#classes,
        element('div', {
          class: 'judged-actions',
          children: [
            press('Keep label (k)', 'judge keep', { kind: 'say', verdict: 'keep' }),
            press('Ambiguous (a)', 'judge ambiguous', { kind: 'say', verdict: 'ambiguous' }),
            this.#undo,
            press('Previous (←)', 'judge previous', { kind: 'move', by: -1 }),
            press('Next (→)', 'judge next', { kind: 'move', by: 1 }),
          ],
        }),
        this.#like,
      ],
    });
    this.#desk = element('div', {
      class: 'judging-desk',
      attributes: {
        role: 'group',
        tabindex: '0',
        'aria-label':
          'Images in doubt. k keeps the label, a number gives another, a says ambiguous, u undoes, arrows move.',
        'data-focus-key': 'judging',
      },
      children: [this.#large, details],
    });
    this.#desk.addEventListener('keydown', (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const action = actionOfKey(event.key, this.#judging?.check.classNames.length ?? 0);
      if (action === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#do(action);
    });
    const check = (label: string, what: 'images' | 'labels') =>
      button({
        label,
        icon: what === 'labels' ? 'tag' : 'checklist',
        appearance: 'secondary',
        focusKey: `check ${what}`,
        onPress: () => {
          const dataset = this.#data?.datasetId ?? '';
          if (dataset !== '') void this.#context.ask('checkData', { dataset, what });
        },
      });
    this.#checkLabels = check('Check labels…', 'labels');
    this.element = element('section', {
      class: 'judging',
      attributes: { hidden: '', 'aria-labelledby': 'judging-title' },
      children: [
        element('div', {
          class: 'heading-row',
          children: [
            element('h2', { text: 'Images in doubt', attributes: { id: 'judging-title' } }),
            button({
              label: 'Read findings again',
              icon: 'refresh',
              appearance: 'icon',
              focusKey: 'judge again',
              onPress: () => {
                this.#revision += 1;
                if (this.#data !== undefined) this.show(this.#data);
              },
            }),
          ],
        }),
        this.#found,
        element('div', {
          class: 'judging-checks',
          children: [check('Look for duplicates', 'images'), this.#checkLabels],
        }),
        this.#progress,
        this.#desk,
      ],
    });
    this.#renderFound = rebuilt(this.#found, (sentences: readonly string[]) =>
      sentences.map((text) => element('li', { text })),
    );
    this.#renderLike = rebuilt(this.#like, (like: JudgingPage['like']) =>
      like.map(({ split, image, text }) =>
        element('li', { children: [this.#pictures.picture(split, image), element('span', { text })] }),
      ),
    );
    this.#renderClasses = rebuilt(this.#classes, (classes: JudgingPage['classes']) =>
      classes.map(({ label, text, isGiven, isSaid }) => {
        const key = label < 10 ? ` (${(label + 1) % 10})` : '';
        const choice = button({
          label: `${text}${key}${isGiven ? ', as it is' : ''}`,
          appearance: 'secondary',
          focusKey: `judge class ${label}`,
          onPress: () => this.#do({ kind: 'say', verdict: 'relabel', label }),
        });
        setButtonState(choice, 'pressed', isSaid);
        return choice;
      }),
    );
  }

  /** Draws what is in doubt about a dataset; asks for it first. */
  show(data: JudgedData): void {
    this.#data = data;
    if (this.#context.isReport) return;
    const { source, dataset } = data;
    const loading = this.#context.data.get('readDataCheck', source, `${dataset.checksum} ${this.#revision}`);
    if (loading.kind === 'ready' && loading.value !== this.#check) {
      this.#check = loading.value;
      this.#judging = beginJudging(loading.value);
    }
    if (loading.kind !== 'loading') this.element.hidden = loading.kind === 'failed';
    if (loading.kind === 'ready') {
      this.#renderFound(foundSentences(loading.value));
      for (const part of [this.#progress, this.#desk]) part.hidden = loading.value.questions.length === 0;
    }
    this.#isFresh = loading.kind === 'ready';
    setEnabled(this.#checkLabels, data.canTrain);
    this.#pictures.show({ ...source, checksum: dataset.checksum, imageShape: dataset.imageShape });
    this.#draw();
  }

  /** Goes to what is in doubt, ready for keys; false while it is not known. */
  reveal(): boolean {
    if (this.element.hidden || !this.#isFresh) return false;
    this.element.scrollIntoView({ block: 'start' });
    if (!this.#desk.hidden) this.#desk.focus({ preventScroll: true });
    return true;
  }

  #do(action: JudgingAction): void {
    if (this.#judging === undefined || this.#data === undefined) return;
    const { next, word } = act(this.#judging, action);
    this.#judging = next;
    this.#draw();
    const page = judgingPage(next);
    if (page !== undefined)
      this.#context.announce(`${page.title}. ${page.given}. ${page.suggestion} ${page.word}`.trim());
    if (word === undefined) return;
    // What could not be kept has not been said: what is kept is read again.
    void this.#context.ask('judgeImage', { ...this.#data.source, word }).then((kept) => {
      if (kept !== undefined) {
        this.#context.data.forget(['honestScores']);
        return;
      }
      this.#revision += 1;
      if (this.#data !== undefined) this.show(this.#data);
    });
  }

  #draw(): void {
    const page = this.#judging === undefined ? undefined : judgingPage(this.#judging);
    if (page === undefined || this.#data === undefined) return;
    const { source, dataset } = this.#data;
    const { checksum, imageShape } = dataset;
    const { split, image } = page.place;
    this.#atlas.draw(this.#large, { ...source, split, checksum, imageShape }, image);
    this.#large.setAttribute('aria-label', page.title);
    setText(this.#title, page.title);
    setText(this.#progress, page.progress);
    setText(this.#given, page.given);
    setText(this.#suggestion, page.suggestion);
    setText(this.#word, page.word);
    this.#renderClasses(page.classes);
    this.#renderLike(page.like);
    setEnabled(this.#undo, page.canUndo);
    this.#pictures.draw();
  }
}
