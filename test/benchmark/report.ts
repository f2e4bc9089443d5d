import { textTable } from '../support/textTable.js';
import { BUSY_LIMIT } from './machineLoad.js';
import type { RoundsResult, Speeds } from './measureRounds.js';
import type { Spread } from './statistics.js';
import type { WholeRun } from './wholeRun.js';

/** Everything that one benchmark measured; what `--json` writes. */
export interface BenchmarkResult {
  readonly machine: Readonly<Record<string, string | number>>;
  readonly rounds: number;
  readonly samples: number;
  readonly batchSize: number;
  readonly peers: Readonly<Record<string, { versions: Readonly<Record<string, string>>; notes: readonly string[] }>>;
  readonly speeds: Speeds;
  /** Fraction of the machine that other programs used between the rounds. */
  readonly otherLoad: Spread;
  /** Images a second through a frozen backbone, by its last layer. */
  readonly features?: RoundsResult;
  readonly wholeRun?: WholeRun;
}

/** A figure that must be reached, and whether it was; `reached` is null where it could not be measured well. */
export interface Target {
  readonly name: string;
  readonly required: string;
  readonly measured: string;
  readonly reached: boolean | null;
}

/** Names of the contestants. `torchTuned` is shown beside the plain loop that the target is about. */
export const contestants = {
  own: 'bakeoff',
  tfjs: 'tfjs fit',
  keras: 'keras',
  torch: 'torch',
  torchTuned: 'torch, channels last',
} as const;

const overFrameworks: Readonly<Record<string, number>> = { cnn: 1.5, ann: 1.4 };
const OVER_TFJS = 5;
const FEATURES_OVER_KERAS = 1;
const RUN_OVER_TRAINING = 1.25;
const MAXIMUM_PEAK_BYTES = 1.5e9;

/** Every target, compared with what was measured. On a machine that was busy otherwise, no speed counts. */
export function targetsOf(result: BenchmarkResult): Target[] {
  const targets = measuredTargets(result);
  return isBusy(result) ? targets.map((target) => ({ ...target, reached: null })) : targets;
}

function isBusy(result: BenchmarkResult): boolean {
  return busiest(result) > BUSY_LIMIT;
}

/** Fraction of the machine that other programs used in the busier of the measurements. */
function busiest({ otherLoad, features }: BenchmarkResult): number {
  return Math.max(otherLoad.median, features?.otherLoad.median ?? 0);
}

function measuredTargets(result: BenchmarkResult): Target[] {
  const targets: Target[] = [];
  for (const [model, speeds] of Object.entries(result.speeds)) {
    const own = speeds[contestants.own]?.median;
    const frameworks = [speeds[contestants.keras]?.median, speeds[contestants.torch]?.median];
    const bothMeasured = frameworks.every((speed) => speed !== undefined);
    const faster = bothMeasured ? Math.max(...frameworks.map(Number)) : undefined;
    targets.push(
      ratioTarget(`${model}: over the faster of Keras and PyTorch`, own, faster, overFrameworks[model] ?? 1),
      ratioTarget(`${model}: over tfjs-node's fit`, own, speeds[contestants.tfjs]?.median, OVER_TFJS),
    );
  }
  for (const [layer, speeds] of Object.entries(result.features?.speeds ?? {}))
    targets.push(
      ratioTarget(
        `features up to ${layer}: over Keras's predict`,
        speeds[contestants.own]?.median,
        speeds[contestants.keras]?.median,
        FEATURES_OVER_KERAS,
      ),
    );
  // Nothing was trained: features alone were measured.
  if (Object.keys(result.speeds).length === 0) return targets;
  const { wholeRun } = result;
  const ratio = wholeRun === undefined ? undefined : wholeRun.durationMs / wholeRun.trainDurationMs;
  targets.push({
    name: 'whole run over its pure training time',
    required: `≤ ${RUN_OVER_TRAINING}`,
    measured: ratio?.toFixed(3) ?? 'not measured',
    reached: ratio === undefined ? null : ratio <= RUN_OVER_TRAINING,
  });
  const peak = peakOf(wholeRun);
  targets.push({
    name: 'peak memory of the trainer',
    required: `< ${MAXIMUM_PEAK_BYTES / 1e6} MB`,
    measured: peak === undefined ? 'not measured' : `${Math.round(peak / 1e6)} MB`,
    reached: peak === undefined ? null : peak < MAXIMUM_PEAK_BYTES,
  });
  return targets;
}

function ratioTarget(name: string, own: number | undefined, peer: number | undefined, factor: number): Target {
  const ratio = own === undefined || peer === undefined ? undefined : own / peer;
  return {
    name,
    required: `≥ ${factor}`,
    measured: ratio?.toFixed(2) ?? 'not measured',
    reached: ratio === undefined ? null : ratio >= factor,
  };
}

/** The larger of the two accounts: the operating system's is sampled, the trainer's own may come early. */
function peakOf(run: WholeRun | undefined): number | undefined {
  const peaks = [run?.reportedPeakBytes, run?.observedPeakBytes].filter((peak) => peak !== undefined);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

/** The result for people: speeds with ratios, the whole run, targets. */
export function formatResult(result: BenchmarkResult): string {
  const measured = { ...result.speeds, ...result.features?.speeds };
  const parts = Object.entries(measured).map(([model, speeds]) => speedTable(model, speeds, result));
  for (const [name, { versions, notes }] of Object.entries(result.peers)) {
    const libraries = Object.entries(versions).map(([library, version]) => `${library} ${version}`);
    parts.push(`${name}: ${[...libraries, ...notes].join('; ')}`);
  }
  const { wholeRun: run } = result;
  if (run !== undefined) {
    const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
    parts.push(
      `Whole run (CNN, 3 epochs): ${seconds(run.durationMs)}, of which training ${seconds(run.trainDurationMs)}; test accuracy ${run.testAccuracy.toFixed(4)}`,
    );
  }
  const verdicts = targetsOf(result).map(({ name, required, measured, reached }) => [
    name,
    required,
    measured,
    reached === null ? '–' : reached ? 'reached' : 'NOT REACHED',
  ]);
  if (isBusy(result)) {
    const percent = Math.round(busiest(result) * 100);
    parts.push(
      `OTHER PROGRAMS USED ${percent} % OF THE MACHINE. These figures compare nothing: PyTorch above all loses many times its speed when it has to share cores. Measure again on a quiet machine.`,
    );
  }
  return [...parts, textTable(['target', 'required', 'measured', ''], verdicts)].join('\n\n');
}

function speedTable(model: string, speeds: Readonly<Record<string, Spread>>, result: BenchmarkResult): string {
  const own = speeds[contestants.own]?.median;
  const rows = Object.entries(speeds).map(([name, { median, minimum, maximum }]) => [
    name,
    String(Math.round(median)),
    `[${Math.round(minimum)}–${Math.round(maximum)}]`,
    own === undefined ? '–' : (own / median).toFixed(2),
  ]);
  const head = [model.toUpperCase(), 'samples/s', '[min–max]', 'bakeoff ÷ it'];
  return `${textTable(head, rows)}\nmedian of ${result.rounds} interleaved rounds, batch ${result.batchSize}`;
}
