import {
  type Dropdown,
  provideVSCodeDesignSystem,
  type TextField,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { element, icon, setAttribute } from './dom.js';

// The toolkit's upstream is archived: a successor takes its place in this file alone.
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());

export interface ButtonOptions {
  readonly label: string;
  /** Name of a codicon. */
  readonly icon?: string;
  /** `icon`: only that; its label is for those who listen or point. */
  readonly appearance: 'primary' | 'secondary' | 'icon';
  /** Tells the button from others when its surroundings are built anew. */
  readonly focusKey?: string;
  onPress(): void;
}

export function button({ label, icon: iconName, appearance, focusKey, onPress }: ButtonOptions): HTMLElement {
  const created = document.createElement('vscode-button');
  created.setAttribute('appearance', appearance);
  if (focusKey !== undefined) created.setAttribute('data-focus-key', focusKey);
  if (appearance === 'icon') {
    created.setAttribute('aria-label', label);
    created.title = label;
  } else created.append(label);
  if (iconName !== undefined) {
    const picture = icon(iconName);
    if (appearance !== 'icon') picture.slot = 'start';
    created.prepend(picture);
  }
  created.addEventListener('click', onPress);
  return created;
}

/** Whether a button can be pressed. */
export function setEnabled(target: HTMLElement, isEnabled: boolean): void {
  target.toggleAttribute('disabled', !isEnabled);
}

const stateProperties = { expanded: 'ariaExpanded', pressed: 'ariaPressed' } as const;

/** Says of a button whether it stays pressed, or whether what it opens is open: to styles and to those who listen. */
export function setButtonState(target: HTMLElement, state: keyof typeof stateProperties, isOn: boolean): void {
  setAttribute(target, `aria-${state}`, String(isOn));
  // The toolkit hands properties on to the button within, which is the one that is heard, but not attributes.
  target[stateProperties[state]] = String(isOn);
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A list to choose one of; `label` stands before it. */
export interface ChoiceList {
  readonly element: HTMLElement;
  show(choices: readonly Choice[], value: string): void;
}

export function choiceList(label: string, onChosen: (value: string) => void): ChoiceList {
  const list = document.createElement('vscode-dropdown') as Dropdown;
  list.setAttribute('aria-label', label);
  list.setAttribute('data-focus-key', `choice ${label}`);
  list.addEventListener('change', () => onChosen(list.value));
  const caption = element('span', { class: 'caption', text: label, attributes: { 'aria-hidden': 'true' } });
  let shown = '';
  return {
    element: element('div', { class: 'choice-list', children: [caption, list] }),
    show(choices, value) {
      const key = JSON.stringify([choices, value]);
      if (key === shown) return;
      shown = key;
      list.replaceChildren(
        ...choices.map((choice) => {
          const option = document.createElement('vscode-option');
          option.setAttribute('value', choice.value);
          option.toggleAttribute('selected', choice.value === value);
          option.textContent = choice.label;
          return option;
        }),
      );
      // The list takes up its new options in its own time, and would else keep what it had.
      requestAnimationFrame(() => {
        if (key === shown) list.value = value;
      });
    },
  };
}

/** A field for a part of a text; `label` stands before it. Each change is told. */
export interface SearchField {
  readonly element: HTMLElement;
  show(text: string): void;
}

export function searchField(label: string, onChanged: (text: string) => void): SearchField {
  const field = document.createElement('vscode-text-field') as TextField;
  field.placeholder = 'any';
  field.addEventListener('input', () => onChanged(field.value));
  const caption = element('span', { class: 'caption', text: label, attributes: { 'aria-hidden': 'true' } });
  return {
    element: element('div', { class: 'choice-list', children: [caption, field] }),
    show(text) {
      // When it comes into the page, the toolkit calls each of them "Text field".
      if (field.ariaLabel !== label) field.ariaLabel = label;
      if (field.value !== text) field.value = text;
    },
  };
}
