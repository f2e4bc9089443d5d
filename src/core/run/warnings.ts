/** Something about a run that could not be understood; the rest of the run stands. */
export interface RunWarning {
  /** Stable, kebab-case: `unknown-event`, `torn-line`. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
  /** How often it happened. */
  readonly count: number;
}

const MAXIMUM = 20;

/** Adds a warning, or counts one that is there already. Bounded: from the 21st kind on they are only counted. */
export function addWarning(warnings: readonly RunWarning[], code: string, message: string): readonly RunWarning[] {
  const isSame = (warning: RunWarning) => warning.code === code && warning.message === message;
  if (warnings.some(isSame))
    return warnings.map((warning) => (isSame(warning) ? { ...warning, count: warning.count + 1 } : warning));
  if (warnings.length < MAXIMUM) return [...warnings, { code, message, count: 1 }];
  const last = warnings[MAXIMUM];
  return [
    ...warnings.slice(0, MAXIMUM),
    { code: 'more-warnings', message: 'Further warnings are not listed.', count: (last?.count ?? 0) + 1 },
  ];
}
