import { type Engine, type EngineDescription, EngineError, type Session, type TensorData } from '../../core/engine.js';
import type { Program, Variable } from '../../core/graph/graph.js';
import type { Backend } from './backend.js';
import { Heap, type Tensor } from './heap.js';
import type { Kernel, KernelContext } from './kernels/kernel.js';
import { type Plan, planProgram } from './plan.js';

export interface PortableEngineOptions {
  /** Called after each kernel, for profiles. */
  readonly onKernel?: (name: string, durationMs: number) => void;
}

/** Runs programs in WebAssembly on any machine: one kernel after the other, each signature by a plan made once. */
export class PortableEngine implements Engine {
  readonly #description: EngineDescription;
  readonly #options: PortableEngineOptions;

  constructor(description: EngineDescription, options: PortableEngineOptions = {}) {
    this.#description = description;
    this.#options = options;
  }

  describe(): EngineDescription {
    return this.#description;
  }

  /** @throws EngineError when WebAssembly with SIMD is not to be had. */
  async createSession(program: Program): Promise<PortableSession> {
    // TensorFlow.js is a large module: only those who train read it.
    const { loadBackend } = await import('./backend.js');
    return new PortableSession(await loadBackend(), program, this.#options);
  }
}

/** A program with its variables in WebAssembly memory. */
export class PortableSession implements Session {
  readonly #backend: Backend;
  readonly #heap: Heap;
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #declared: ReadonlySet<Variable>;
  readonly #variables = new Map<Variable, Tensor>();
  readonly #options: PortableEngineOptions;

  constructor(backend: Backend, program: Program, options: PortableEngineOptions) {
    this.#backend = backend;
    this.#heap = new Heap(backend);
    this.#plans = planProgram(program);
    this.#declared = new Set(program.variables);
    this.#options = options;
  }

  /** Tensors in use and the size of the memory, for finding leaks. */
  get memory(): { readonly tensors: number; readonly bytes: number } {
    return { tensors: this.#heap.count, bytes: this.#heap.memoryBytes };
  }

  async run(name: string, feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, TensorData>> {
    const plan = this.#plans.get(name);
    if (plan === undefined) throw new EngineError(`the program has no signature ${name}`);
    return this.#execute(plan, this.#contextOf(name, feeds));
  }

  dispose(): void {
    for (const tensor of this.#variables.values()) this.#heap.release(tensor);
    this.#variables.clear();
  }

  #execute(plan: Plan, context: KernelContext): Record<string, TensorData> {
    const heap = this.#heap;
    const slots = new Array<Tensor | undefined>(plan.slotCount);
    const tensorIn = (slot: number): Tensor => {
      const tensor = slots[slot];
      if (tensor === undefined) throw new RangeError(`slot ${slot} is empty`);
      return tensor;
    };
    try {
      for (const { work, inputs, outputs, hidden, releases } of plan.steps) {
        const started = this.#options.onKernel === undefined ? 0 : performance.now();
        const call = { attributes: work.attributes as never, inputs: inputs.map(tensorIn), context };
        const results = (work.kernel as Kernel<never>)(call, work.outputs);
        outputs.forEach((slot, index) => {
          slots[slot] = results[index];
        });
        for (const slot of hidden) slots[slot] = results[0];
        for (const slot of releases) heap.release(tensorIn(slot));
        this.#options.onKernel?.(work.name, performance.now() - started);
      }
      const answers = Object.entries(plan.outputs).map(([key, slot]) => [key, contentOf(tensorIn(slot), heap)]);
      return Object.fromEntries(answers);
    } finally {
      // What is left is what was answered with, or what a call that broke off has left behind.
      heap.keepOnly(this.#variables.values());
    }
  }

  #contextOf(signature: string, feeds: Readonly<Record<string, TensorData>>): KernelContext {
    const heap = this.#heap;
    const read = (variable: Variable): Tensor => {
      const tensor = this.#variables.get(variable);
      if (tensor === undefined) throw new EngineError(`${variable.name} is read before it has a value`);
      return tensor;
    };
    const assign = (variable: Variable, value: Tensor): void => {
      if (!this.#declared.has(variable)) throw new EngineError(`${variable.name} is not of this program`);
      const old = this.#variables.get(variable);
      this.#variables.set(variable, value);
      if (old !== undefined) heap.release(old);
    };
    return {
      heap,
      backend: this.#backend,
      simd: this.#backend.simd,
      feed: (name) => {
        const feed = feeds[name];
        if (feed === undefined) throw new EngineError(`${signature} needs the feed ${name}`);
        return feed;
      },
      read,
      assign,
      modify: (variable) => {
        const tensor = read(variable);
        if (tensor.storage.owners === 1) {
          heap.renew(tensor);
          return tensor;
        }
        // Somebody still reads the value from before the call.
        const copy = heap.copy(tensor);
        assign(variable, copy);
        return copy;
      },
    };
  }
}

function contentOf(tensor: Tensor, heap: Heap): TensorData {
  return { dtype: tensor.dtype, shape: tensor.shape, data: heap.elements(tensor).slice() };
}
