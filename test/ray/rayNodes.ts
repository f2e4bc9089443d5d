import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A node of a cluster on this machine: one process tree, which it ends itself. */
export interface RayNode {
  readonly name: string;
  /** Its own. */
  readonly folder: string;
  /** Ends the node at once, as a power cut would: every process of it, by its id. */
  kill(): Promise<void>;
}

export interface NodeOptions {
  /** Of an environment with Ray. */
  readonly python: string;
  /** Short: Ray's sockets lie below it. */
  readonly folder: string;
  readonly cpus: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface HeadPorts {
  readonly gcs: number;
  readonly dashboard: number;
}

let addresses = 0;

/** All of 127.0.0.0/8 is loopback on Linux. */
function nextAddress(): string {
  addresses += 1;
  return `127.0.0.${addresses + 1}`;
}

const OBJECT_STORE_BYTES = 80 * 2 ** 20;
const READY_MS = 90_000;

/** Two ports that nobody listens on. */
export async function freePorts(): Promise<HeadPorts> {
  const [gcs = 0, dashboard = 0] = await Promise.all([freePort(), freePort()]);
  return { gcs, dashboard };
}

/** Starts a head, and waits until its Jobs interface answers. */
export async function startHead(options: NodeOptions, ports: HeadPorts, token?: string): Promise<RayNode> {
  const node = await startNode('head', options, [
    '--head',
    `--port=${ports.gcs}`,
    '--dashboard-host=127.0.0.1',
    `--dashboard-port=${ports.dashboard}`,
  ]);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    await until('the head answers', READY_MS, async () => {
      const answer = await fetch(`http://127.0.0.1:${ports.dashboard}/api/version`, { headers });
      return answer.ok;
    });
    return node;
  } catch (error) {
    await node.kill();
    throw error;
  }
}

/** Starts a node more. */
export async function joinNode(name: string, options: NodeOptions, ports: HeadPorts): Promise<RayNode> {
  return startNode(name, options, [`--address=127.0.0.1:${ports.gcs}`]);
}

/** Waits for something, looking twice a second. */
export async function until(
  what: string,
  milliseconds: number,
  isDone: () => Promise<boolean> | boolean,
): Promise<void> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const done = await Promise.resolve()
      .then(isDone)
      .catch(() => false);
    if (done) return;
    if (performance.now() > end) throw new Error(`Waited ${milliseconds / 1000} s in vain: ${what}.`);
    await sleep(500);
  }
}

async function startNode(
  name: string,
  { python, folder, cpus, env }: NodeOptions,
  more: readonly string[],
): Promise<RayNode> {
  // All nodes have one address here, so that the agents' usual port would be that of the first one.
  const agentPort = await freePort();
  const temporary = path.join(folder, name);
  mkdirSync(temporary, { recursive: true });
  const child: ChildProcess = spawn(
    python,
    [
      // Not the script beside it: its first line names the folder where the environment was made.
      '-m',
      'ray.scripts.scripts',
      'start',
      ...more,
      '--block',
      // Addresses of their own: Ray looks logs up by it.
      `--node-ip-address=${nextAddress()}`,
      `--num-cpus=${cpus}`,
      `--object-store-memory=${OBJECT_STORE_BYTES}`,
      // One for all, as on a real cluster: an agent looks for logs where the head has its own.
      `--temp-dir=${path.join(folder, 'ray')}`,
      '--disable-usage-stats',
      `--dashboard-agent-listen-port=${agentPort}`,
      `--labels=bakeoff-node=${name}`,
      '--include-log-monitor=False',
    ],
    {
      // A group of its own: everything that the node starts and that does not leave it is ended with it.
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, ...quietEnvironment, BAKEOFF_TEST_NODE: temporary, ...env },
    },
  );
  child.on('error', () => undefined);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    name,
    folder: temporary,
    kill: async () => {
      // Jobs lead groups of their own: all that has this node's mark in its environment is the node's.
      for (const pid of [child.pid ?? 0, ...processesOf(temporary)]) endProcess(pid);
      if (child.exitCode === null && child.signalCode === null) await gone;
      for (let round = 0; round < 20 && processesOf(temporary).length > 0; round += 1) {
        for (const pid of processesOf(temporary)) endProcess(pid);
        await sleep(100);
      }
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Little memory, few threads, quick notice of a node that is gone. */
const quietEnvironment = {
  RAY_DISABLE_IMPORT_WARNING: '1',
  RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO: '0',
  RAY_prestart_worker_first_driver: '0',
  RAY_num_prestart_python_workers: '0',
  RAY_health_check_initial_delay_ms: '1000',
  RAY_health_check_period_ms: '1000',
  RAY_health_check_timeout_ms: '2000',
  RAY_health_check_failure_threshold: '3',
  RAY_gcs_rpc_server_reconnect_timeout_s: '5',
  OMP_NUM_THREADS: '1',
  // A proxy of this machine is not for its loopback.
  no_proxy: 'localhost,127.0.0.1',
  NO_PROXY: 'localhost,127.0.0.1',
};

/** Processes whose environment says that they belong to a node; only Linux tells. */
export function processesOf(temporary: string): number[] {
  const mark = `BAKEOFF_TEST_NODE=${temporary}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(mark));
}

function environmentOf(pid: number): string[] {
  try {
    const file = `/proc/${pid}/environ`;
    return existsSync(file) ? readFileSync(file, 'latin1').split('\0') : [];
  } catch {
    return [];
  }
}

function endProcess(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
