import { button, setButtonState } from './controls.js';

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
  setButtonState(created, 'pressed', false);
  created.classList.add('toggle');
  return {
    element: created,
    show: (isOn) => setButtonState(created, 'pressed', isOn),
  };
}
