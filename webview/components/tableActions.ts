import type { ExportedTable } from '../state/exportedTable.js';
import type { ViewContext } from '../views/view.js';
import { button } from './controls.js';

/** Buttons that copy a table as Markdown and save it as CSV. `read`: the table as it is when one is pressed. */
export function tableActions(context: ViewContext, name: string, read: () => ExportedTable): HTMLElement[] {
  const copy = async () => {
    const { markdown, fileName } = read();
    try {
      await navigator.clipboard.writeText(markdown);
      context.announce('The table has been copied as Markdown.');
    } catch {
      // Browsers may refuse the clipboard, files are left.
      await save(`${fileName}.md`, `${markdown}\n`);
    }
  };
  const save = async (suggestedName: string, text: string) => {
    if (await context.ask('saveText', { suggestedName, text })) context.announce('The table has been saved.');
  };
  return [
    button({
      label: `Copy ${name} as Markdown`,
      icon: 'copy',
      appearance: 'icon',
      onPress: () => void copy(),
    }),
    button({
      label: `Save ${name} as CSV`,
      icon: 'save',
      appearance: 'icon',
      onPress: () => {
        const { csv, fileName } = read();
        void save(`${fileName}.csv`, csv);
      },
    }),
  ];
}
