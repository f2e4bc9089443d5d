/** Environment variable with the address of the endpoint that drives the windows; unset where nothing can drive them. */
export const UI_ADDRESS = 'BAKEOFF_TEST_UI';

/** Environment variable with the folder that screenshots go to. */
export const SCREENSHOT_FOLDER = 'BAKEOFF_TEST_SCREENSHOTS';

/** Environment variable with the size of a window, as `WIDTHxHEIGHT` or `WIDTHxHEIGHT@SCALE`. */
export const WINDOW_SIZE = 'BAKEOFF_TEST_WINDOW';

/** Which window, by the number that `openWindow` gave; 0, the default, is the one that runs the tests. */
export interface InWindow {
  readonly window?: number;
  /** How long to wait for what is asked, in milliseconds (60,000). */
  readonly timeoutMs?: number;
}

/** An element of the page. */
export interface Target extends InWindow {
  /** Playwright's selector: CSS, `text=…`, `role=button[name="Stop"]`, … */
  readonly selector: string;
  /** Look inside visible webviews: `true` in any, a text in those whose title or extension id contains it. */
  readonly webview?: true | string;
  /** Which one of several matches, from 0 (0). */
  readonly nth?: number;
}

/** A point in CSS pixels, from the upper left corner of an element. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle in CSS pixels of the window. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

interface Action<Body, Result> {
  body: Body;
  result: Result;
}

/** All that can be done to a window from outside it: the request's body and what comes back. */
export interface UiActions {
  click: Action<Target & ClickOptions, null>;
  hover: Action<Target & { readonly position?: Point }, null>;
  /** Keys by Playwright's names, `Control+Shift+P` or `Enter`, one after the other. */
  press: Action<InWindow & { readonly keys: string | readonly string[] }, null>;
  /** Types into what has the focus. */
  type: Action<InWindow & { readonly text: string }, null>;
  /** Replaces the text of an input. */
  fill: Action<Target & { readonly text: string }, null>;
  /** Chooses an option of a `<select>`. */
  select: Action<Target & { readonly value: string }, null>;
  drag: Action<Target & { readonly from: Point; readonly to: Point }, null>;
  wheel: Action<Target & { readonly dx?: number; readonly dy?: number }, null>;
  wait: Action<Target & { readonly state?: 'visible' | 'hidden' | 'attached' | 'detached' }, null>;
  /** The text that a person sees. */
  text: Action<Target, string>;
  /** How many elements match now, without waiting; 0 where no webview has one. */
  count: Action<Target, number>;
  box: Action<Target, Box | null>;
  /** What assistive technology is told, as Playwright's ARIA snapshot. */
  aria: Action<Target, string>;
  /** The source text of `(element, argument) => value`, called in the page (without a selector: on `<html>`). */
  evaluate: Action<EvaluateRequest, unknown>;
  /** Makes `NAME.png`, of an element or of the window; gives its path. */
  screenshot: Action<Partial<Target> & { readonly name: string }, string>;
  resize: Action<InWindow & { readonly width: number; readonly height: number }, null>;
  /** Reloads a window at once, as the browser does; the command "Developer: Reload Window" asks VS Code itself. */
  reload: Action<InWindow, null>;
  /** One more window on the same folder, without tests: with dialogs, as a person has it. Gives its number. */
  openWindow: Action<{ readonly timeoutMs?: number }, number>;
  /** Numbers of the windows that are open. */
  windows: Action<{ readonly timeoutMs?: number }, number[]>;
  closeWindow: Action<{ readonly window: number }, null>;
  /**
   * Errors on the console of a window and its webviews since the start: not caught, not found, refused by a content
   * policy. VS Code has some of its own: look for one's own names in them.
   */
  pageErrors: Action<InWindow, string[]>;
}

interface ClickOptions {
  readonly position?: Point;
  readonly button?: 'left' | 'right' | 'middle';
  readonly clickCount?: number;
  readonly modifiers?: readonly ('Alt' | 'Control' | 'Meta' | 'Shift')[];
}

interface EvaluateRequest extends Partial<Target> {
  readonly expression: string;
  readonly argument?: unknown;
}

export type UiActionName = keyof UiActions;
export type UiBody<A extends UiActionName> = UiActions[A]['body'];
export type UiResult<A extends UiActionName> = UiActions[A]['result'];
