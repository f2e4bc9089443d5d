import type { Browser, Page } from 'playwright-core';

/** A task of a page's main thread. */
export interface PageTask {
  /** Milliseconds on the trace's clock. */
  readonly start: number;
  /** Milliseconds by the clock on the wall: what else the machine does meanwhile is in them. */
  readonly wall: number;
  /** Milliseconds of the processor. */
  readonly processor: number;
  /** What took the processor, each thing without its parts, the most first. */
  readonly parts: readonly { readonly name: string; readonly processor: number }[];
}

/** What a page's main thread did between two marks of the same name, in milliseconds. */
export interface MarkedSpan {
  readonly wall: number;
  /** Of the processor, over all tasks meanwhile. */
  readonly processor: number;
  /** The task among them that took most of the processor. */
  readonly worst: PageTask | undefined;
}

export interface PageTrace {
  readonly tasks: readonly PageTask[];
  /** Spans between marks of that name: from the first to the second, from the third to the fourth … */
  spans(mark: string): MarkedSpan[];
}

/** An event in Chromium's trace format; times in microseconds. */
export interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of the thread's own clock. */
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly functionName?: string; readonly type?: string } };
}

const TASK = 'RunTask';
const MARKS = 'blink.user_timing';
const THIS_PAGE = 'bake-off: this page';
const categories = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'v8', MARKS];

/** Traces what a page does; returns what ends that. Only one page of a browser at a time. */
export async function tracePage(browser: Browser, page: Page): Promise<() => Promise<PageTrace>> {
  await browser.startTracing(page, { categories });
  await page.evaluate(`performance.mark(${JSON.stringify(THIS_PAGE)}); undefined`);
  return async () => {
    const text = (await browser.stopTracing()).toString();
    return readTrace((JSON.parse(text) as { readonly traceEvents: readonly TraceEvent[] }).traceEvents);
  };
}

/** Tasks and marks of the thread that marked itself as the traced page's. */
export function readTrace(events: readonly TraceEvent[]): PageTrace {
  const self = events.find(({ name, cat }) => name === THIS_PAGE && cat.includes(MARKS));
  if (self === undefined) throw new Error('The trace has no mark of the page: was it closed, or another one traced?');
  const own = events
    .filter(({ pid, tid }) => pid === self.pid && tid === self.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const tasks = tasksOf(own.filter(({ ph }) => ph === 'X'));
  return {
    tasks,
    spans(mark) {
      const times = own.flatMap(({ name, cat, ts }) => (name === mark && cat.includes(MARKS) ? ts / 1000 : []));
      return times.flatMap((from, index) => {
        const to = times[index + 1];
        return index % 2 === 1 || to === undefined ? [] : [spanOf(tasks, from, to)];
      });
    },
  };
}

/** The task that took most of the processor. */
export function worstOf(tasks: readonly PageTask[]): PageTask | undefined {
  return tasks.reduce<PageTask | undefined>(
    (worst, task) => (worst === undefined || task.processor > worst.processor ? task : worst),
    undefined,
  );
}

function spanOf(tasks: readonly PageTask[], from: number, to: number): MarkedSpan {
  const meanwhile = tasks.filter(({ start, wall }) => start < to && start + wall > from);
  return {
    wall: to - from,
    processor: meanwhile.reduce((sum, { processor }) => sum + processor, 0),
    worst: worstOf(meanwhile),
  };
}

/** `events`: whole ones, in order of their beginning, what lasts longer before what is in it. */
function tasksOf(events: readonly TraceEvent[]): PageTask[] {
  const within: TraceEvent[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    if (event.ts < end) within.at(-1)?.push(event);
    else if (event.name === TASK) {
      within.push([event]);
      end = event.ts + (event.dur ?? 0);
    }
  }
  return within.flatMap((nested) => {
    const [task] = nested;
    if (task === undefined) return [];
    const { ts, dur = 0 } = task;
    return { start: ts / 1000, wall: dur / 1000, processor: processorOf(task) / 1000, parts: partsOf(nested) };
  });
}

/** Microseconds; what is too short for the thread's clock to be asked has only the one on the wall. */
function processorOf({ dur = 0, tdur = dur }: TraceEvent): number {
  return tdur;
}

function partsOf(nested: readonly TraceEvent[]): PageTask['parts'] {
  const sums = new Map<string, number>();
  const add = (event: TraceEvent, processor: number) =>
    sums.set(nameOf(event), (sums.get(nameOf(event)) ?? 0) + processor / 1000);
  let open: TraceEvent[] = [];
  for (const event of nested) {
    open = open.filter(({ ts, dur = 0 }) => ts + dur > event.ts);
    add(event, processorOf(event));
    const around = open.at(-1);
    if (around !== undefined) add(around, -processorOf(event));
    open.push(event);
  }
  return [...sums].map(([name, processor]) => ({ name, processor })).sort((a, b) => b.processor - a.processor);
}

function nameOf({ name, args }: TraceEvent): string {
  const { functionName = '', type = '' } = args?.data ?? {};
  return `${name} ${functionName}${type}`.trim();
}
