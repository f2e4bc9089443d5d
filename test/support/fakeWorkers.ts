import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FakeRay, type FakeRayOptions } from './fakeRay.js';
import { unpackVsix } from './unpackVsix.js';

/** Environment of the n-th job's worker, from 1. */
export type WorkerEnvironment = (job: number) => Readonly<Record<string, string>>;

/** A cluster without Ray whose jobs are real: the package is unpacked, and its worker run with Node.js. */
export class FakeWorkers {
  readonly ray: FakeRay;
  /** Those that were started, in order. */
  readonly workers: ChildProcess[];

  private constructor(ray: FakeRay, workers: ChildProcess[]) {
    this.ray = ray;
    this.workers = workers;
  }

  static async start(
    folder: string,
    env: WorkerEnvironment = () => ({}),
    options: FakeRayOptions = {},
  ): Promise<FakeWorkers> {
    const workers: ChildProcess[] = [];
    const workerOf = new Map<string, ChildProcess>();
    const ray = await FakeRay.listen({
      ...options,
      onJob: (id, job, server) => {
        void (async () => {
          const { working_dir, py_modules } = job.submission.runtime_env as {
            working_dir: string;
            py_modules: string[];
          };
          const place = mkdtempSync(path.join(folder, 'node-'));
          const cwd = await unpacked(server, working_dir, path.join(place, 'package'));
          const order = await unpacked(server, py_modules[0] ?? '', path.join(place, 'order'));
          job.status = 'RUNNING';
          server.write(id, 'Runtime env is setting up.\n');
          const worker = spawn(process.execPath, ['dist/rayWorker.cjs'], {
            cwd,
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, PYTHONPATH: `/nowhere${path.delimiter}${order}`, ...env(workers.length + 1) },
          });
          workers.push(worker);
          workerOf.set(id, worker);
          for (const stream of [worker.stdout, worker.stderr])
            stream.setEncoding('utf8').on('data', (text: string) => server.write(id, text));
          worker.once('close', (code, signal) =>
            server.finish(id, {
              status: code === 0 ? 'SUCCEEDED' : job.status === 'STOPPED' ? 'STOPPED' : 'FAILED',
              message: signal === null ? `ended with ${code}` : 'Job supervisor actor died: the node is gone',
              ...(code === null ? {} : { exitCode: code }),
            }),
          );
        })();
      },
      onStop: (id) => void workerOf.get(id)?.kill('SIGTERM'),
    });
    return new FakeWorkers(ray, workers);
  }

  async close(): Promise<void> {
    for (const worker of this.workers) worker.kill('SIGKILL');
    await this.ray.close();
  }
}

async function unpacked(server: FakeRay, uri: string, folder: string): Promise<string> {
  const zip = `${folder}.zip`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(zip, server.packages.get(uri.replace('gcs://', '')) ?? '');
  await unpackVsix(zip, folder);
  return folder;
}
