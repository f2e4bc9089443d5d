import path from 'node:path';
import {
  freePorts,
  type HeadPorts,
  joinNode,
  type NodeOptions,
  processesOf,
  type RayNode,
  startHead,
  until,
} from './rayNodes.js';

export const TOKEN = 'bakeoff-0123456789abcdef0123456789abcdef';

const CPUS_OF_A_NODE = 3;
const JOIN_MS = 90_000;

/** What the cluster says of a job. */
export interface JobOnCluster {
  readonly start_time?: number;
  readonly submission_id: string;
  readonly status: string;
  readonly driver_node_id: string | null;
}

/** A cluster on loopback that asks for a token: a head that trains nothing itself, so that nodes can be told apart, and nodes. */
export class TestCluster {
  readonly folder: string;
  readonly #ports: HeadPorts;
  readonly #options: NodeOptions;
  #head: RayNode | undefined;
  #nodes: RayNode[] = [];
  #count = 0;

  private constructor(folder: string, ports: HeadPorts, python: string) {
    this.folder = folder;
    this.#ports = ports;
    this.#options = {
      python,
      folder,
      cpus: CPUS_OF_A_NODE,
      env: { RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: TOKEN },
    };
  }

  /** Starts nothing yet. `folder`: short, as sockets lie below it. */
  static async at(folder: string, python: string): Promise<TestCluster> {
    return new TestCluster(folder, await freePorts(), python);
  }

  get address(): string {
    return `http://127.0.0.1:${this.#ports.dashboard}`;
  }

  /** Brings the cluster to a head and so many nodes. */
  async atLeast(nodes: number): Promise<void> {
    this.#head ??= await startHead({ ...this.#options, cpus: 0 }, this.#ports, TOKEN);
    await this.alive(1 + this.#nodes.length);
    // One after the other: nodes with one temporary folder name their sockets by what is there already.
    while (this.#nodes.length < nodes) {
      await this.join();
      await this.alive(1 + this.#nodes.length);
    }
  }

  async join(env: Readonly<Record<string, string>> = {}): Promise<RayNode> {
    this.#count += 1;
    const options = { ...this.#options, env: { ...this.#options.env, ...env } };
    const node = await joinNode(`n${this.#count}`, options, this.#ports);
    this.#nodes.push(node);
    return node;
  }

  /** Ends the first node that `wanted` says; true if there was one. */
  async killNode(wanted: (node: RayNode) => boolean): Promise<boolean> {
    const node = this.#nodes.find(wanted);
    if (node === undefined) return false;
    this.#nodes = this.#nodes.filter((other) => other !== node);
    await node.kill();
    return true;
  }

  /** The nodes' processes that `isMeant` says. */
  processes(isMeant: (pid: number) => boolean): readonly number[] {
    return this.#nodes.flatMap(({ folder }) => processesOf(folder)).filter(isMeant);
  }

  /** All of it, as a power cut would. */
  async kill(): Promise<void> {
    const all = [...this.#nodes, ...(this.#head === undefined ? [] : [this.#head])];
    this.#nodes = [];
    this.#head = undefined;
    await Promise.all(all.map((node) => node.kill()));
  }

  async jobs(): Promise<readonly JobOnCluster[]> {
    return (await this.#ask('api/jobs/')) as readonly JobOnCluster[];
  }

  /** Waits until Ray counts so many nodes, the head among them. */
  async alive(count: number): Promise<void> {
    await until(`${count} nodes`, JOIN_MS, async () => {
      const { data } = (await this.#ask('nodes?view=summary')) as {
        data: { summary: { raylet: { state: string } }[] };
      };
      return data.summary.filter(({ raylet }) => raylet.state === 'ALIVE').length === count;
    });
  }

  async #ask(what: string): Promise<unknown> {
    const answer = await fetch(`${this.address}/${what}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    return answer.json();
  }

  /** A place for whatever a fault needs. */
  place(name: string): string {
    return path.join(this.folder, name);
  }
}
