import { afterAll } from 'vitest';

/** What was tried, and what came of it. */
export interface FaultTable {
  /** Counts a fault that the run survived: resumed, with the bits of an uninterrupted one, or told as it should be. */
  survived(fault: string): void;
  /** Counts a fault; the table calls it lost unless `survived` is called too. */
  tried(fault: string): void;
}

/** Prints a table of the faults that a file of tests tried when they are over. */
export function useFaultTable(): FaultTable {
  const faults = new Map<string, { tried: number; survived: number }>();
  const row = (fault: string) => {
    const known = faults.get(fault) ?? { tried: 0, survived: 0 };
    faults.set(fault, known);
    return known;
  };
  afterAll(() => {
    const lines = [...faults].map(
      ([fault, { tried, survived }]) =>
        `${fault.padEnd(64)} tried ${String(tried).padStart(3)}, survived ${String(survived).padStart(3)}, lost ${tried - survived}`,
    );
    process.stdout.write(`${lines.join('\n')}\n`);
  });
  return {
    tried: (fault) => {
      row(fault).tried += 1;
    },
    survived: (fault) => {
      row(fault).survived += 1;
    },
  };
}
