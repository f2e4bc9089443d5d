import type { RunAction, RunNote } from '../views/overviewModel.js';
import type { ViewContext } from '../views/view.js';
import { button } from './controls.js';
import { element, icon } from './dom.js';
import { runGlyph } from './runGlyph.js';

const actionWords = {
  stopRun: ['debug-stop', 'Stop'],
  resumeRun: ['debug-continue', 'Resume'],
  showRunLog: ['output', 'Show log'],
  showWhatChanged: ['diff', 'Show what changed'],
  openDefinition: ['go-to-file', 'Open definition'],
} as const satisfies Record<RunAction, readonly [string, string]>;

/** What is to be known of runs, with what can be done about it. */
export function runNoteElements(notes: readonly RunNote[], context: ViewContext): HTMLElement[] {
  return notes.map(({ runId, letter, name, tone, text, detail, actions }) =>
    element('li', {
      class: `note ${tone}`,
      children: [
        // Codicons are called as the tones are.
        icon(tone),
        runGlyph(letter),
        element('div', {
          class: 'note-text',
          children: [
            element('p', { children: [element('strong', { text: name }), ` ${text}`] }),
            ...(detail === undefined
              ? []
              : [
                  element('pre', {
                    text: detail,
                    attributes: { tabindex: '0', 'aria-label': `End of the log of ${name}` },
                  }),
                ]),
          ],
        }),
        ...actions
          .filter((action) => !context.isReport || action === 'openDefinition')
          .map((action) => {
            const [iconName, label] = actionWords[action];
            const created = button({
              label,
              icon: iconName,
              appearance: 'secondary',
              focusKey: `${action} ${runId}`,
              onPress: () => void context.ask(action, { runId }),
            });
            created.setAttribute('aria-label', `${label}: ${name}`);
            return created;
          }),
      ],
    }),
  );
}
