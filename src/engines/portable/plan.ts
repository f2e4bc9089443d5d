import { nodesOf, type Program, type Signature, topologicalOrder, type Value } from '../../core/graph/graph.js';
import { fuse, type Work } from './fusion.js';

/** One kernel call; tensors are kept in numbered slots. */
export interface Step {
  readonly work: Work;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Slots that get the first output too, without owning it. */
  readonly hidden: readonly number[];
  /** Slots whose content nobody needs after this step. */
  readonly releases: readonly number[];
}

/** A signature made ready to run: what to call in which order, and when to free what. */
export interface Plan {
  readonly steps: readonly Step[];
  readonly slotCount: number;
  /** By output name. */
  readonly outputs: Readonly<Record<string, number>>;
}

/** The plans of a program by signature. */
export function planProgram({ signatures }: Program): ReadonlyMap<string, Plan> {
  return new Map(signatures.map((signature) => [signature.name, planSignature(signature)]));
}

function planSignature(signature: Signature): Plan {
  // The updates of the last layers first: their gradients are ready first, and what they need is free again soonest.
  const roots = Object.values(signature.outputs).map((value) => value.node);
  const computed = topologicalOrder([...roots, ...signature.updates.toReversed()]);
  const order = [...computed.filter(({ op }) => op.updates !== true), ...signature.updates];
  if (order.length !== nodesOf(signature).length) throw new RangeError(`${signature.name}: a node is missing`);
  const work = fuse(signature, order);

  const slots = new Map<Value, number>();
  const slotOf = (value: Value): number => {
    const known = slots.get(value) ?? slots.size;
    slots.set(value, known);
    return known;
  };
  const lastUse = new Map<number, number>();
  work.forEach(({ reads, outputs }, position) => {
    for (const value of [...outputs, ...reads]) lastUse.set(slotOf(value), position);
  });
  for (const value of Object.values(signature.outputs)) lastUse.delete(slotOf(value));
  const releases = new Map<number, number[]>();
  for (const [slot, position] of lastUse) releases.set(position, [...(releases.get(position) ?? []), slot]);
  const steps = work.map((item, position) => ({
    work: item,
    inputs: item.inputs.map(slotOf),
    outputs: item.outputs.map(slotOf),
    hidden: item.hidden.map(slotOf),
    releases: releases.get(position) ?? [],
  }));
  const outputs = Object.entries(signature.outputs).map(([name, value]) => [name, slotOf(value)] as const);
  return { steps, slotCount: slots.size, outputs: Object.fromEntries(outputs) };
}
