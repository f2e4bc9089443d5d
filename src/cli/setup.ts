import { BackboneError } from '../backbones/backboneError.js';
import { fetchBackbone } from '../backbones/fetchBackbone.js';
import { loadBackboneWeights } from '../backbones/loadBackboneWeights.js';
import { weightPlaces } from '../backbones/weightPlaces.js';
import { cacheFolder } from '../cacheFolder.js';
import type { DatasetDescription } from '../core/dataset.js';
import { EngineError } from '../core/engine.js';
import { printable } from '../core/format.js';
import type { ModelPlan } from '../core/plan/plan.js';
import type { RunStarted } from '../core/run/events.js';
import type { RunRequest } from '../core/run/request.js';
import { DatasetError } from '../datasets/datasetError.js';
import { fetchDataset } from '../datasets/index.js';
import { findTensorFlow, installTensorFlow } from '../engines/install.js';
import { type DescribedTarget, describeTarget } from './datasetTarget.js';
import { CommandError, exitCodes } from './exitCodes.js';
import { createFetchReporter } from './fetchReporter.js';
import { createInstallReporter } from './installReporter.js';
import { type Io, writeNote } from './io.js';

export interface SetupOptions {
  /** What is to compute; default `tensorflow`. `auto` does without the native engine, `portable` never asks for it. */
  readonly engine?: RunRequest['engine'];
  /** May install the engine and fetch the dataset. */
  readonly setup?: boolean;
  /** May not use the network, whatever `setup` says. */
  readonly offline?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Sees that the native engine is there where it is wanted: installs it with `--setup`.
 * @throws CommandError (unavailable) that names the command to run otherwise; EngineError when the installation fails.
 */
export async function requireEngine(io: Io, { engine, setup, offline, signal }: SetupOptions): Promise<void> {
  const maySetUp = setup === true && offline !== true;
  if (engine === 'portable') return;
  if (engine === 'auto' && !maySetUp) {
    if (!io.json && isMissing()) writeNote(io, portableNote);
    return;
  }
  if (findTensorFlow() !== undefined) return;
  if (!maySetUp)
    throw new CommandError(
      exitCodes.unavailable,
      'the TensorFlow engine is not installed',
      offline
        ? 'Without --offline, install it with: bakeoff engine install'
        : 'Install it with: bakeoff engine install\nor add --setup, which also fetches the dataset.',
    );
  if (!io.json) writeNote(io, 'Installing the TensorFlow engine (once)');
  const reporter = createInstallReporter(io);
  await installTensorFlow({ cache: cacheFolder(), signal, onProgress: reporter.report }).finally(reporter.end);
}

const portableNote =
  'Note: the portable engine computes. The native one is several times as fast; install it with: bakeoff engine install';

/** What `auto` comes to on this machine: the native engine where it is installed. */
export function automaticEngine(): 'tensorflow' | 'portable' {
  return isMissing() ? 'portable' : 'tensorflow';
}

/** No native engine at all; one that is there and cannot be used is the trainer's to tell. */
function isMissing(): boolean {
  try {
    return findTensorFlow() === undefined;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

/** The engine that a stored run needs for the same bits: the one that computed it. */
export function engineOf(started: RunStarted | undefined): 'tensorflow' | 'portable' {
  return started?.engine.id === 'portable' ? 'portable' : 'tensorflow';
}

/**
 * `describeTarget`, for a training: a published dataset that is not on this machine is fetched with `--setup` first.
 * @throws DatasetError
 */
export async function describeForTraining(io: Io, datasetId: string, options: SetupOptions): Promise<DescribedTarget> {
  const { setup, offline, signal } = options;
  try {
    return await describeTarget(datasetId, signal);
  } catch (error) {
    if (!(error instanceof DatasetError && error.code === 'not-fetched') || setup !== true || offline) throw error;
    if (!io.json) writeNote(io, `Fetching ${printable(datasetId)} (once)`);
    const reporter = createFetchReporter(io);
    await fetchDataset(datasetId, { signal, onProgress: reporter.report }).finally(reporter.end);
    return describeTarget(datasetId, signal);
  }
}

/**
 * Fetches the published weights that a model's backbones begin with, where they are missing and `--setup` allows it; else the
 * trainer says what is missing. @throws BackboneError
 */
export async function prepareBackbones(
  io: Io,
  { plan, absolutePath }: { readonly plan: ModelPlan; readonly absolutePath: string },
  { setup, offline, signal }: SetupOptions,
): Promise<void> {
  if (!setup || offline) return;
  for (const backbone of plan.backbones ?? []) {
    const isMissing = await loadBackboneWeights({ ...plan, backbones: [backbone] }, absolutePath).then(
      () => false,
      (error: unknown) => error instanceof BackboneError && error.code === 'not-found',
    );
    if (!isMissing) continue;
    const { network, alpha, upTo } = backbone;
    if (!io.json) writeNote(io, `Fetching the weights of ${network} (once)`);
    const reporter = createFetchReporter(io);
    const request = { network, alpha, upTo, places: weightPlaces(), signal, onProgress: reporter.report };
    await fetchBackbone(request).finally(reporter.end);
  }
}

/**
 * Sees that the whole dataset is there, where only a sample of it is: fetches it with `--setup`. When that is not
 * allowed or fails, the sample is used and a note says so.
 */
export async function prepareDataset(
  io: Io,
  dataset: DatasetDescription,
  { setup, offline, signal }: SetupOptions,
): Promise<void> {
  if (!dataset.source.isSample) return;
  const id = printable(dataset.id);
  if (!setup || offline) {
    writeNote(
      io,
      `Note: only a sample is on this machine, and it is used: ${printable(dataset.name)}. Get the full set with: bakeoff dataset fetch ${id}`,
    );
    return;
  }
  if (!io.json) writeNote(io, `Fetching ${id} (once)`);
  const reporter = createFetchReporter(io);
  try {
    await fetchDataset(dataset.id, { signal, onProgress: reporter.report }).finally(reporter.end);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DatasetError)) throw error;
    writeNote(
      io,
      `Note: ${printable(error.summary)}. ${printable(error.advice)} The sample is used: ${printable(dataset.name)}.`,
    );
  }
}
