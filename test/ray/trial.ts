import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RunEvent } from '../../src/core/run/events.js';
import { parseRayAddress } from '../../src/ray/rayAddress.js';
import type { RayPatienceOptions } from '../../src/ray/rayTrainingOptions.js';
import { localRunner } from '../../src/runner/localRunner.js';
import { type RayRunner, rayRunner } from '../../src/runner/rayRunner.js';
import type { Runner, RunningTraining } from '../../src/runner/runner.js';
import { listRuns } from '../../src/runs/listRuns.js';
import { readRun } from '../../src/runs/readRun.js';
import { createRunFolder } from '../../src/runs/runFolder.js';
import { annText, makeImages, requestOf } from '../support/faultRuns.js';
import { resultOf } from './runResult.js';
import { type TestCluster, TOKEN } from './testCluster.js';

export type Run = Awaited<ReturnType<typeof readRun>>;

/** Long enough to be interrupted. */
const EPOCHS = 300;
/** A checkpoint has come by then. */
const MIDDLE = 30;

/** What all faults are tried with: a cluster, a run that is long enough, and how it ends on this machine. */
export class Trial {
  readonly cluster: TestCluster;
  readonly dist: string;
  readonly folder: string;
  /** What people were told. */
  readonly notes: string[] = [];
  readonly #images: string;
  readonly #long: ReturnType<typeof requestOf>;
  readonly #running = new Set<RunningTraining>();
  readonly #runners: RayRunner[] = [];
  #wanted: Promise<Run> | undefined;
  #names = 0;

  constructor(cluster: TestCluster, dist: string) {
    this.cluster = cluster;
    this.dist = dist;
    this.folder = cluster.folder;
    this.#images = makeImages(this.folder);
    this.#long = requestOf(
      'portable',
      this.#images,
      annText(EPOCHS).replace(/"callbacks": \[[^\]]*\]/, '"callbacks": []'),
    );
  }

  /** The long run as this machine trains it, once. */
  wanted(): Promise<Run> {
    this.#wanted ??= this.train({ runner: localRunner({ entry: this.#trainerEntry }) });
    return this.#wanted;
  }

  /** A runner on the cluster, closed with the trial. */
  runner(patience?: RayPatienceOptions): RayRunner {
    const runner = rayRunner({
      url: parseRayAddress(this.cluster.address),
      token: TOKEN,
      trainerEntry: this.#trainerEntry,
      onNote: (_, text) => void this.notes.push(text),
      ...(patience === undefined ? {} : { patience }),
    });
    this.#runners.push(runner);
    return runner;
  }

  /**
   * Trains the long run to its end. `inTheMiddle` is called once, when a checkpoint has come; `begun` at once.
   * @throws Error when other events were told than are kept
   */
  async train({
    runner = this.runner(),
    cores = 1,
    begun,
    inTheMiddle,
  }: {
    readonly runner?: Runner;
    readonly cores?: number;
    readonly begun?: (training: RunningTraining) => Promise<void>;
    readonly inTheMiddle?: (training: RunningTraining) => Promise<void>;
  }): Promise<Run> {
    this.#names += 1;
    const root = path.join(this.folder, `long-${this.#names}`);
    const { folder: runFolder } = await createRunFolder(root, { modelName: 'ann', seed: 5, time: Date.now() });
    const training = await runner.start({ request: this.#long, runFolder, cores });
    this.#running.add(training);
    let disturbed = begun?.(training);
    let isDisturbed = false;
    // Awaited below; until then nobody else hears of its failure.
    disturbed?.catch(() => undefined);
    const events: RunEvent[] = [];
    for await (const event of training.events) {
      events.push(event);
      const isMiddle = event.type === 'epochEnded' && event.epoch > MIDDLE;
      if (!isMiddle || isDisturbed || inTheMiddle === undefined || !existsSync(path.join(runFolder, 'checkpoint')))
        continue;
      isDisturbed = true;
      disturbed = inTheMiddle(training);
      disturbed.catch(() => undefined);
    }
    await disturbed;
    this.#running.delete(training);
    if (inTheMiddle !== undefined && !isDisturbed) throw new Error('It had ended before it could be disturbed.');
    const kept = readFileSync(path.join(runFolder, 'events.ndjson'), 'utf8').trim().split('\n').length;
    if (kept !== events.length) throw new Error(`${events.length} events were told, ${kept} are kept.`);
    return readRun(runFolder);
  }

  /** The command line, with the images. It must succeed with the right token, and fail with another. */
  bakeoff(argumentList: readonly string[], { token = TOKEN, signal }: BakeoffOptions = {}): Promise<Said> {
    return new Promise((resolve, reject) => {
      const file = path.join(this.dist, 'cli.cjs');
      const env = { ...process.env, BAKEOFF_CORES: '1', BAKEOFF_RAY_TOKEN: token };
      execFile(
        process.execPath,
        [file, ...argumentList],
        { env, signal, killSignal: 'SIGKILL' },
        (error, printed, said) => {
          if (signal?.aborted || (error === null) === (token === TOKEN)) resolve({ printed, said });
          else reject(new Error(`bakeoff ${argumentList.join(' ')} ended with ${error?.code ?? 0}:\n${said}`));
        },
      );
    });
  }

  /** Which images, and with which engine. */
  get of(): readonly string[] {
    return ['--dataset', this.#images, '--engine', 'portable'];
  }

  /** What makes a training of `modelFile` the long run. */
  get asLong(): readonly string[] {
    const { seed, validationSplit } = this.#long;
    return ['--seed', String(seed), '--validation-split', String(validationSplit)];
  }

  get onCluster(): readonly string[] {
    return ['--runner', 'ray', '--address', this.cluster.address];
  }

  /** The definition of the long run, as a file. */
  modelFile(): string {
    return this.write('long.model.jsonc', this.#long.definitionText);
  }

  write(name: string, text: string): string {
    const file = path.join(this.folder, name);
    writeFileSync(file, text);
    return file;
  }

  async runsIn(root: string): Promise<readonly Run[]> {
    const { runs } = await listRuns(root);
    return Promise.all(runs.map((run) => readRun(run.folder)));
  }

  /** @throws Error when something was lost or doubled, or another result came out than on this machine. */
  async mustEqual(run: Run): Promise<void> {
    const local = await this.wanted();
    const [{ state }, { state: wanted }] = [run, local];
    if (state.status !== 'completed') throw new Error(`${state.status}: ${state.failure?.message ?? ''}`);
    if (state.weightsHash !== wanted.weightsHash) throw new Error('Other weights than here.');
    const epochs = state.epochs.map(({ epoch }) => epoch).join();
    if (epochs !== wanted.epochs.map(({ epoch }) => epoch).join() || state.warnings.length > 0)
      throw new Error('Other events than here.');
    if (resultOf(run) !== resultOf(local)) throw new Error('Another result than here.');
  }

  /** Lets go of all that was not ended: a fault took too long. */
  async abandon(): Promise<void> {
    for (const training of this.#running) training.letGo();
    this.#running.clear();
    await Promise.all(this.#runners.splice(0).map((runner) => runner.close()));
  }

  get #trainerEntry(): string {
    return path.join(this.dist, 'trainer.cjs');
  }
}

/** What a command wrote. */
interface Said {
  readonly printed: string;
  /** On its errors' stream. */
  readonly said: string;
}

interface BakeoffOptions {
  readonly token?: string;
  /** Aborted: the command is killed, which is no error. */
  readonly signal?: AbortSignal;
}
