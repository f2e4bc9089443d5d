import { DEFAULT_MARGIN } from '../core/comparison/defaultMargin.js';
import type { RunRequest } from '../core/run/request.js';
import { settingIds } from './ids.js';

/** What a person set about training, checked. */
export interface TrainingSettings {
  readonly engine: RunRequest['engine'];
  /** 0: the engine's own choice. */
  readonly cores: number;
  /** At least 1. */
  readonly parallelRuns: number;
  /** Whether trainings go on when their window is gone. */
  readonly continueAfterClose: boolean;
  /** Instead of what the definition says. */
  readonly epochs?: number;
}

/** A setting whose value cannot be used; its default is used instead. */
export interface SettingProblem {
  readonly id: string;
  readonly received: unknown;
  readonly expected:
    | { readonly kind: 'wholeNumber'; readonly minimum: number; readonly maximum: number }
    | { readonly kind: 'number'; readonly minimum: number; readonly maximum: number }
    | { readonly kind: 'oneOf'; readonly values: readonly string[] }
    | { readonly kind: 'boolean' };
}

/** Reads the settings about training from what a settings file holds, which can be anything. Never throws. */
export function readTrainingSettings(settingOf: (id: string) => unknown): {
  readonly settings: TrainingSettings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const wholeNumber = (id: string, minimum: number, maximum: number): number | undefined => {
    const received = settingOf(id) ?? undefined;
    if (received === undefined) return undefined;
    if (typeof received === 'number' && Number.isInteger(received) && received >= minimum && received <= maximum)
      return received;
    problems.push({ id, received, expected: { kind: 'wholeNumber', minimum, maximum } });
    return undefined;
  };
  const epochs = wholeNumber(settingIds.epochs, 1, 100_000);
  const settings = {
    engine: engineOf(settingOf(settingIds.engine), problems),
    cores: wholeNumber(settingIds.cores, 0, 1024) ?? 0,
    parallelRuns: wholeNumber(settingIds.parallelRuns, 1, 16) ?? 1,
    continueAfterClose: booleanOf(settingIds.continueAfterClose, settingOf(settingIds.continueAfterClose), problems),
    ...(epochs === undefined ? {} : { epochs }),
  };
  return { settings, problems };
}

const MAXIMUM_MARGIN = 100;

/** The setting of the comparison's margin, in points, as a fraction; the default where it cannot be used. Never throws. */
export function readComparisonMargin(received: unknown): {
  readonly margin: number;
  readonly problem?: SettingProblem;
} {
  if (received === undefined || received === null) return { margin: DEFAULT_MARGIN };
  if (typeof received === 'number' && received >= 0 && received <= MAXIMUM_MARGIN) return { margin: received / 100 };
  const expected = { kind: 'number', minimum: 0, maximum: MAXIMUM_MARGIN } as const;
  return { margin: DEFAULT_MARGIN, problem: { id: settingIds.margin, received, expected } };
}

const engines = ['auto', 'tensorflow', 'portable'] as const satisfies readonly RunRequest['engine'][];

function engineOf(received: unknown, problems: SettingProblem[]): RunRequest['engine'] {
  const engine = engines.find((candidate) => candidate === (received ?? 'auto'));
  if (engine !== undefined) return engine;
  problems.push({ id: settingIds.engine, received, expected: { kind: 'oneOf', values: engines } });
  return 'auto';
}

function booleanOf(id: string, received: unknown, problems: SettingProblem[]): boolean {
  if (typeof received === 'boolean') return received;
  if (received !== undefined && received !== null) problems.push({ id, received, expected: { kind: 'boolean' } });
  return true;
}
