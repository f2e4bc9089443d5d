/** What an installation is doing; `unpack` and `packages` may run at the same time. */
export type InstallStep =
  | 'check'
  | 'wait'
  | 'packages'
  | 'published'
  | 'download'
  | 'unpack'
  | 'build'
  | 'selfTest'
  | 'finish';

export interface InstallProgress {
  readonly step: InstallStep;
  /** Done share of this step, 0..1, or undefined when it cannot be told. */
  readonly fraction: number | undefined;
  /** Done share of the whole installation, 0..1; never goes back. */
  readonly total: number;
  /** One line for a person. */
  readonly message: string;
}

/** Shares of the whole, from the measured durations of the steps on an ordinary connection. */
const weights: Partial<Record<InstallStep, number>> = {
  packages: 0.15,
  download: 0.35,
  unpack: 0.15,
  build: 0.25,
  selfTest: 0.1,
};

/** Reports one step's progress. */
export type ReportStep = (step: InstallStep, fraction: number | undefined, message: string) => void;

/** Adds the total to the steps' reports. */
export function trackProgress(onProgress: (progress: InstallProgress) => void): ReportStep {
  const done = new Map<InstallStep, number>();
  let highest = 0;
  return (step, fraction, message) => {
    if (fraction !== undefined) done.set(step, Math.min(1, Math.max(0, fraction)));
    let total = 0;
    for (const [name, share] of done) total += share * (weights[name] ?? 0);
    highest = step === 'finish' ? 1 : Math.max(highest, Math.min(total, 0.99));
    onProgress({ step, fraction, total: highest, message });
  };
}
