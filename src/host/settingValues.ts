import { DEFAULT_MARGIN } from '../core/comparison/defaultMargin.js';
import type { RunRequest } from '../core/run/request.js';
import { settingIds } from './ids.js';

/** What a person set about training, checked. */
export interface TrainingSettings {
  readonly engine: RunRequest['engine'];
  /** 0: the engine's own choice. */
  readonly cores: number;
  /** Where they run; at least 1. */
  readonly parallelRuns: number;
  /** Whether trainings go on when their window is gone. */
  readonly continueAfterClose: boolean;
  readonly runner: 'local' | 'ray';
  /** Of a Ray dashboard; empty: none. */
  readonly rayAddress: string;
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
    | { readonly kind: 'boolean' }
    | { readonly kind: 'text' };
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
  const here = wholeNumber(settingIds.parallelRuns, 1, 16) ?? 1;
  const onRay = wholeNumber(settingIds.rayParallelRuns, 1, MAXIMUM_ON_RAY) ?? DEFAULT_ON_RAY;
  const runner = oneOf(settingIds.runner, runners, settingOf(settingIds.runner), problems);
  const settings = {
    engine: oneOf(settingIds.engine, engines, settingOf(settingIds.engine), problems),
    runner,
    rayAddress: textOf(settingIds.rayAddress, settingOf(settingIds.rayAddress), problems),
    cores: wholeNumber(settingIds.cores, 0, 1024) ?? 0,
    parallelRuns: runner === 'ray' ? onRay : here,
    continueAfterClose: booleanOf(settingIds.continueAfterClose, settingOf(settingIds.continueAfterClose), problems),
    ...(epochs === undefined ? {} : { epochs }),
  };
  return { settings, problems };
}

/** More are not to be followed by one process: each has a socket and two open files. */
const MAXIMUM_ON_RAY = 400;
const DEFAULT_ON_RAY = 16;
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

const runners = ['local', 'ray'] as const;

/** The first is the default. */
function oneOf<T extends string>(
  id: string,
  values: readonly [T, ...T[]],
  received: unknown,
  problems: SettingProblem[],
): T {
  const value = values.find((candidate) => candidate === (received ?? values[0]));
  if (value !== undefined) return value;
  problems.push({ id, received, expected: { kind: 'oneOf', values } });
  return values[0];
}

function textOf(id: string, received: unknown, problems: SettingProblem[]): string {
  if (typeof received === 'string') return received.trim();
  if (received !== undefined && received !== null) problems.push({ id, received, expected: { kind: 'text' } });
  return '';
}

function booleanOf(id: string, received: unknown, problems: SettingProblem[]): boolean {
  if (typeof received === 'boolean') return received;
  if (received !== undefined && received !== null) problems.push({ id, received, expected: { kind: 'boolean' } });
  return true;
}
