import { takeFocus } from './takeFocus.js';

/** What a new element is to have. Texts become text, never markup. */
export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (Node | string)[];
}

/** A new element of HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  options: ElementOptions = {},
): HTMLElementTagNameMap[Name] {
  const created = document.createElement(name);
  fill(created, options);
  return created;
}

/** A new element of SVG. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  options: ElementOptions = {},
): SVGElementTagNameMap[Name] {
  const created = document.createElementNS('http://www.w3.org/2000/svg', name);
  fill(created, options);
  return created;
}

/** A codicon, which says nothing to those who listen. */
export function icon(name: string, className = ''): HTMLElement {
  return element('span', { class: `codicon codicon-${name} ${className}`, attributes: { 'aria-hidden': 'true' } });
}

/** Puts `text` where another text is; leaves the element alone where it is the same. */
export function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** Sets an attribute that has another value; leaves the element alone where it is the same. */
export function setAttribute(target: Element, name: string, value: string): void {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

/**
 * A part of the page that is built anew when what it shows has changed, and only then: who reads or has the focus there
 * is not disturbed. `build` gets plain data.
 */
export function rebuilt<Model>(container: Element, build: (model: Model) => readonly Node[]): (model: Model) => void {
  let shown: string | undefined;
  return (model) => {
    const key = JSON.stringify(model) ?? '';
    if (key === shown) return;
    shown = key;
    keepingFocus(container, () => container.replaceChildren(...build(model)));
  };
}

/** Puts the focus back where it was in `container`, by the element's `data-focus-key`, once its content is another. */
export function keepingFocus(container: Element, change: () => void): void {
  const focusedKey = container.contains(document.activeElement)
    ? document.activeElement?.getAttribute('data-focus-key')
    : undefined;
  change();
  if (typeof focusedKey === 'string')
    takeFocus(container.querySelector<HTMLElement>(`[data-focus-key="${CSS.escape(focusedKey)}"]`));
}

function fill(target: Element, { class: className, text, attributes, children }: ElementOptions): void {
  if (className !== undefined) target.setAttribute('class', className);
  for (const [name, value] of Object.entries(attributes ?? {})) target.setAttribute(name, value);
  if (text !== undefined) target.textContent = text;
  if (children !== undefined) target.append(...children);
}
