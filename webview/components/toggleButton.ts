import { button } from './controls.js';

/** A button that stays pressed. */
export interface ToggleButton {
  readonly element: HTMLElement;
  show(isPressed: boolean): void;
}

/** `onToggled` hears what it is to be; it looks so when it is shown so. */
export function toggleButton(label: string, icon: string, onToggled: (isPressed: boolean) => void): ToggleButton {
  const isPressed = () => created.getAttribute('aria-pressed') === 'true';
  const created = button({
    label,
    icon,
    appearance: 'secondary',
    focusKey: `toggle ${label}`,
    onPress: () => onToggled(!isPressed()),
  });
  created.setAttribute('aria-pressed', 'false');
  created.classList.add('toggle');
  return {
    element: created,
    show: (isOn) => created.setAttribute('aria-pressed', String(isOn)),
  };
}
