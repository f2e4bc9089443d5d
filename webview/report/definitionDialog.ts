import { printable } from '../../src/core/format.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { element } from '../components/dom.js';
import { runName } from '../state/runText.js';

/** A line, from 1, which says more than a layer. */
export interface DefinitionPlace {
  readonly layer?: string;
  readonly line?: number;
}

/** Shows the text that a run was trained from, at a layer's line: what the editor opens, a report shows itself. */
export function showDefinition(run: ShownRun, place: DefinitionPlace): void {
  const { started } = run.state;
  if (started === undefined) return;
  const line = place.line ?? started.layers.find(({ name }) => name === place.layer)?.line;
  const name = `${started.request.definitionPath.split(/[\\/]/).at(-1) ?? ''}`;
  const title = element('h2', {
    text: `${run.letter} ${runName(run)}: ${printable(name)}${line === undefined ? '' : `, line ${line}`}`,
    attributes: { id: 'definition-title' },
  });
  const close = element('button', { class: 'link', text: 'Close', attributes: { type: 'button' } });
  const lines = started.request.definitionText.split(/\r?\n/).map((text, index) => {
    const isMeant = index + 1 === line;
    return element('li', {
      class: isMeant ? 'meant' : '',
      ...(isMeant ? { attributes: { 'aria-current': 'true' } } : {}),
      children: [element('code', { text: text === '' ? ' ' : shown(text) })],
    });
  });
  const text = element('ol', {
    class: 'definition-text',
    attributes: { tabindex: '0', 'aria-labelledby': 'definition-title' },
    children: lines,
  });
  const dialog = element('dialog', {
    class: 'definition',
    attributes: { 'aria-labelledby': 'definition-title' },
    children: [element('header', { children: [title, close] }), text],
  });
  close.addEventListener('click', () => dialog.close());
  // The browser gives the focus back to where it came from.
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
  dialog.querySelector('.meant')?.scrollIntoView({ block: 'center' });
}

/** Tabs stay what they are; everything else that cannot be printed is written out. */
function shown(line: string): string {
  return line.split('\t').map(printable).join('\t');
}
