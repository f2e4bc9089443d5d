import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Steps whose results stay in the partial folder. */
export type KeptStep = 'packages' | 'unpack' | 'build' | 'published';

/** What a broken installation has finished, so that the next one need not do it again. */
export interface Journal {
  /** True when the step was finished with the same inputs. */
  isDone(step: KeptStep, inputs: string): boolean;
  finish(step: KeptStep, inputs: string, durationMs: number): void;
  forget(step: KeptStep): void;
  /** How long each finished step took. */
  durations(): Record<string, number>;
}

interface Entry {
  readonly inputs: string;
  readonly durationMs: number;
}

/** Reads the partial folder's journal; an unreadable one counts as empty. */
export function openJournal(partial: string): Journal {
  const file = join(partial, 'journal.json');
  const entries = readEntries(file);
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(entries), null, 2));
    renameSync(`${file}.new`, file);
  };
  return {
    isDone: (step, inputs) => entries.get(step)?.inputs === inputs,
    finish(step, inputs, durationMs) {
      entries.set(step, { inputs, durationMs: Math.round(durationMs) });
      save();
    },
    forget(step) {
      if (entries.delete(step)) save();
    },
    durations: () => Object.fromEntries([...entries].map(([step, { durationMs }]) => [step, durationMs])),
  };
}

function readEntries(file: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    for (const [step, entry] of Object.entries(value ?? {})) {
      const { inputs, durationMs } = (entry ?? {}) as Partial<Entry>;
      if (typeof inputs === 'string' && typeof durationMs === 'number') entries.set(step, { inputs, durationMs });
    }
  } catch {
    entries.clear();
  }
  return entries;
}
