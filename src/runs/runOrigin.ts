import { hostname } from 'node:os';
import type { RanOn } from '../core/run/events.js';
import { object, textUpTo } from '../core/run/readers.js';

/** What a trainer on another machine cannot find out by itself. */
export interface RunOrigin {
  readonly ranOn?: RanOn;
  /** Of the repository that the definition is in. */
  readonly gitRevision?: string;
}

const NAME = 'BAKEOFF_RUN_ORIGIN';

const readOrigin = object({ address: textUpTo(2_000) }, { gitRevision: textUpTo(64) });

/** The variable by which whoever orders a training from a cluster says where it comes from. */
export function writeRunOrigin(address: string, gitRevision: string | undefined): Readonly<Record<string, string>> {
  return { [NAME]: JSON.stringify({ address, ...(gitRevision === undefined ? {} : { gitRevision }) }) };
}

/** What a trainer's environment says of that; nothing for one that was started on the machine that asked. Never throws. */
export function readRunOrigin(environment: Readonly<Record<string, string | undefined>>): RunOrigin {
  const text = environment[NAME];
  if (text === undefined) return {};
  try {
    const { address, gitRevision } = readOrigin(JSON.parse(text), '');
    const ranOn: RanOn = { runner: 'ray', address, host: hostname() };
    return gitRevision === undefined ? { ranOn } : { ranOn, gitRevision };
  } catch {
    return {};
  }
}
