import { formatPercent } from '../../src/core/format.js';
import type { ShownRun } from '../../src/protocol/page.js';
import { progressText, runName } from '../state/runText.js';
import type { ViewContext } from '../views/view.js';
import { button } from './controls.js';
import { element, setText } from './dom.js';
import { runGlyph } from './runGlyph.js';

interface ProgressRow {
  readonly item: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly text: HTMLElement;
  readonly name: HTMLElement;
}

/** Runs in training, in rows that stay where they are while their figures change: the person may be about to press Stop. */
export function progressList(list: HTMLElement, context: ViewContext): (runs: readonly ShownRun[]) => void {
  const rows = new Map<string, ProgressRow>();
  // A run that has another letter looks different.
  const keyOf = ({ runId, letter }: ShownRun) => `${letter} ${runId}`;
  return (runs) => {
    list.hidden = runs.length === 0;
    const keys = new Set(runs.map(keyOf));
    for (const [key, { item }] of rows) {
      if (keys.has(key)) continue;
      item.remove();
      rows.delete(key);
    }
    for (const run of runs) {
      const row = rows.get(keyOf(run)) ?? progressRow(run, context);
      if (!rows.has(keyOf(run))) {
        rows.set(keyOf(run), row);
        list.append(row.item);
      }
      const fraction = run.state.progress?.fraction ?? null;
      const { bar, text, name } = row;
      setText(name, runName(run));
      bar.setAttribute('aria-label', `Progress of ${runName(run)}`);
      if (fraction === null || run.state.phase === 'evaluating') bar.removeAttribute('value');
      else bar.value = fraction;
      bar.setAttribute('aria-valuetext', fraction === null ? 'starting' : formatPercent(fraction, 0));
      setText(text, progressText(run));
    }
  };
}

function progressRow(run: ShownRun, context: ViewContext): ProgressRow {
  const { runId, letter } = run;
  const bar = element('progress', { attributes: { max: '1' } });
  const text = element('span', { class: 'progress-text' });
  const name = element('span', { class: 'name' });
  const stop = button({
    label: 'Stop',
    icon: 'debug-stop',
    appearance: 'secondary',
    onPress: () => {
      context.announce(`${runName(run)} is being stopped.`);
      void context.ask('stopRun', { runId });
    },
  });
  stop.setAttribute('aria-label', `Stop ${runName(run)}`);
  return { item: element('li', { children: [runGlyph(letter), name, bar, text, stop] }), bar, text, name };
}
