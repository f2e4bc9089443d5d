import type {
  BestWeightsRestored,
  EarlyStopped,
  FeaturesReady,
  PhaseName,
  PhaseStarted,
  RunStarted,
} from './events.js';

/** A phase of a training: what was learned in which epochs. */
export interface PhaseState extends Omit<PhaseStarted, 'type'> {
  /** What of the model is not learned, and so computed once; absent where there is nothing of the kind. */
  readonly features?: Omit<FeaturesReady, 'type' | 'time'>;
  /** Of a phase that another one followed. */
  readonly earlyStop?: Omit<EarlyStopped, 'type'>;
  readonly restoredEpoch?: BestWeightsRestored['epoch'];
}

/** The phase whose epochs count now; undefined for a run that has none to tell apart. */
export function currentPhase({ phases }: { readonly phases?: readonly PhaseState[] }): PhaseState | undefined {
  return phases?.at(-1);
}

/** The phase that an epoch belonged to. */
export function phaseOfEpoch(phases: readonly PhaseState[] | undefined, epoch: number): PhaseState | undefined {
  return phases?.findLast(({ firstEpoch }) => firstEpoch <= epoch);
}

/** The last epoch that a run can come to, over all of its phases; null when its start was not read. */
export function plannedEpochs(run: {
  readonly started?: RunStarted;
  readonly phases?: readonly PhaseState[];
}): number | null {
  const { started } = run;
  if (started === undefined) return null;
  const { epochs, fineTuning } = started.recipe;
  const phase = currentPhase(run);
  return phase?.phase === 'fineTuning' ? lastEpochOf(phase) : epochs + (fineTuning?.epochs ?? 0);
}

/** The last epoch that the phase at hand can come to. */
export function plannedEpochsOfPhase(run: {
  readonly started?: RunStarted;
  readonly phases?: readonly PhaseState[];
}): number | null {
  const phase = currentPhase(run);
  return phase === undefined ? (run.started?.recipe.epochs ?? null) : lastEpochOf(phase);
}

/** A phase's name for people. */
export const phaseTitles: Readonly<Record<PhaseName, string>> = {
  training: 'training',
  head: 'head only',
  fineTuning: 'fine-tuning',
};

function lastEpochOf({ firstEpoch, epochs }: PhaseState): number {
  return firstEpoch - 1 + epochs;
}
