import path from 'node:path';
import type { RunRequest } from '../core/run/request.js';
import type { WorkerOrder } from './orderFile.js';
import { newSubmissionId } from './rayCluster.js';
import { type RayRun, removeRayRunFile, writeRayRunFile } from './rayRunFile.js';
import type { RayTrainingOptions } from './rayTrainingOptions.js';
import type { RunRecord } from './runRecord.js';

/** Which run a job is for, and what was tried before it. */
export interface NextJob {
  readonly request: RunRequest;
  readonly record: RunRecord;
  readonly last?: RayRun | undefined;
  readonly avoidNodes: readonly string[];
}

/**
 * Begins a job that goes on from what the run folder holds, or from the start. @throws RayError; Error when the folder cannot
 * be read or written.
 */
export async function beginJob(
  { cluster, runFolder, cpus, env, imagesChecksum = '' }: RayTrainingOptions,
  { request, record, last, avoidNodes }: NextJob,
  signal: AbortSignal,
): Promise<RayRun> {
  const attempt = (last?.attempt ?? 0) + 1;
  const runId = path.basename(runFolder);
  const submissionId = newSubmissionId(runId, attempt);
  const order: WorkerOrder = { runId, request, resume: record.state.started !== undefined, env, imagesChecksum };
  const { address } = cluster.client;
  const run: RayRun = {
    version: 1,
    address,
    submissionId,
    attempt,
    eventsBefore: record.count,
    lastSequence: -1,
    avoidNodes,
  };
  // Before the job: one that nobody knows of could never be attached to.
  writeRayRunFile(runFolder, run);
  try {
    await cluster.submit({ order, runFolder, submissionId, cpus, avoidNodes }, signal);
  } catch (error) {
    if (last === undefined && !signal.aborted) removeRayRunFile(runFolder);
    throw error;
  }
  record.log(`Ray job ${submissionId} on ${address}`);
  return run;
}
