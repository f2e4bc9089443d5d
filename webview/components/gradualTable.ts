import { cellText } from '../../src/core/report/table.js';
import type { LazyTable } from '../chart/chartTable.js';
import { tableElement } from './tableElement.js';

/** Nobody waits for a table that is only heard; one that is seen follows at once. */
const REST_MS = { heard: 400, seen: 40 } as const;
/** Longer work would be felt. */
const SLICE_MS = 6;

/**
 * A long table that is filled while the page has nothing better to do, and in which only rows that have changed are made
 * anew. `isSeen`: whether somebody looks at it.
 */
export function gradualTable(
  container: HTMLElement,
  isSeen: () => boolean,
): (rows: LazyTable, caption: string) => void {
  let wanted: { readonly rows: LazyTable; readonly caption: string } | undefined;
  let head = '';
  let body: HTMLElement | undefined;
  let keys: string[] = [];
  let isUnderWay = false;

  const begin = () => {
    const { rows, caption } = wanted ?? {};
    wanted = undefined;
    if (rows === undefined || caption === undefined) {
      isUnderWay = false;
      return;
    }
    const nextHead = JSON.stringify([caption, rows.columns]);
    if (nextHead !== head || body === undefined) {
      head = nextHead;
      keys = [];
      const table = tableElement({ columns: rows.columns, rows: [] }, caption);
      body = table.tBodies[0] ?? table;
      container.replaceChildren(table);
    }
    const rowElements = body;
    const fillFrom = (start: number) => {
      const end = performance.now() + SLICE_MS;
      for (let index = start; index < rows.rowCount; index += 1) {
        if (performance.now() > end) {
          whenIdle(() => fillFrom(index));
          return;
        }
        const cells = rows.row(index);
        const key = cells.map(cellText).join('\n');
        if (keys[index] === key) continue;
        keys[index] = key;
        const made = tableElement({ columns: rows.columns, rows: [cells] }, caption).tBodies[0]?.rows[0];
        const old = rowElements.children[index];
        if (made === undefined) continue;
        if (old === undefined) rowElements.append(made);
        else old.replaceWith(made);
      }
      keys.length = rows.rowCount;
      while (rowElements.children.length > rows.rowCount) rowElements.lastElementChild?.remove();
      setTimeout(() => whenIdle(begin), isSeen() ? REST_MS.seen : REST_MS.heard);
    };
    fillFrom(0);
  };

  return (rows, caption) => {
    wanted = { rows, caption };
    if (isUnderWay) return;
    isUnderWay = true;
    setTimeout(() => whenIdle(begin), isSeen() ? REST_MS.seen : REST_MS.heard);
  };
}

function whenIdle(work: () => void): void {
  requestIdleCallback(work, { timeout: 500 });
}
