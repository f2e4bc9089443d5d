import type { LayerType } from '../layers/layer.js';
import { nearest } from './nearest.js';

/** A layer with what matters for who reads whom. */
export interface ReferringLayer {
  readonly name: string;
  readonly from: readonly string[];
  /** Absent where it is not known: then its number of inputs is not judged. */
  readonly type?: LayerType;
}

/** Something wrong in how layers refer to each other; the caller knows where it is written. */
export interface ReferenceProblem {
  /** Index of the layer that has the problem. */
  readonly layer: number;
  /** Its name, its whole `from`, or one name in it. */
  readonly at: 'name' | 'from' | { readonly from: number };
  readonly code: string;
  readonly message: string;
  /** A name that would be right in that place. */
  readonly suggestion?: string;
}

/**
 * Duplicate names; names in `from` that no layer has, that come later, or that close a circle; layers with too many or
 * too few inputs; an input layer that is not the first. Time is linear in layers and references, but for spelling
 * suggestions, of which there are at most ten.
 */
export function findReferenceProblems(layers: readonly ReferringLayer[]): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const indexByName = new Map<string, number>();
  layers.forEach((layer, index) => {
    const first = indexByName.get(layer.name);
    if (first === undefined) indexByName.set(layer.name, index);
    else problems.push(duplicateName(layers, index));
  });
  let searches = 0;
  const edges = layers.map((layer) => layer.from.map((name) => indexByName.get(name)));
  const component = stronglyConnectedComponents(edges);
  layers.forEach((layer, index) => {
    const arity = arityProblem(layer, index);
    if (arity !== undefined) problems.push(arity);
    layer.from.forEach((name, position) => {
      if (problems.length >= 100) return;
      const target = edges[index]?.[position];
      const at = { layer: index, at: { from: position } };
      if (target === undefined)
        problems.push({ ...at, ...unknownName(name, searches++ < 10 ? layers.slice(0, index) : []) });
      else if (target >= index) {
        const circular = target === index || component[target] === component[index];
        problems.push({ ...at, ...(circular ? circle(name, layer.name) : laterLayer(name, layer.name)) });
      }
    });
  });
  return problems;
}

function duplicateName(layers: readonly ReferringLayer[], index: number): ReferenceProblem {
  const name = layers[index]?.name ?? '';
  const taken = new Set(layers.map((layer) => layer.name));
  let count = 2;
  while (taken.has(`${name}_${count}`)) count += 1;
  const message = `Another layer is named "${name}" already; names must differ.`;
  return { layer: index, at: 'name', code: 'duplicate-name', message, suggestion: `${name}_${count}` };
}

function unknownName(name: string, candidates: readonly ReferringLayer[]) {
  const suggestion = nearest(
    name,
    candidates.map((layer) => layer.name),
  );
  const question =
    suggestion === undefined ? 'Names of earlier layers are expected here.' : `Did you mean "${suggestion}"?`;
  const message = `No layer is named ${JSON.stringify(name.slice(0, 60))}. ${question}`;
  return { code: 'unknown-layer', message, ...(suggestion === undefined ? {} : { suggestion }) };
}

function circle(name: string, own: string) {
  const message =
    name === own
      ? `"${own}" reads its own output.`
      : `"${own}" reads "${name}", which itself depends on "${own}": a circle.`;
  return { code: 'circular-from', message };
}

function laterLayer(name: string, own: string) {
  return {
    code: 'forward-from',
    message: `"${own}" reads "${name}", which comes later; a layer stands after the layers that it reads.`,
  };
}

function arityProblem({ type, from }: ReferringLayer, layer: number): ReferenceProblem | undefined {
  if (type === undefined) return undefined;
  if (type.arity === 'none') {
    // Told first, as the JSON Schema, which knows no places, tells it too.
    if (from.length > 0)
      return { layer, at: 'from', code: 'too-many-inputs', message: `An ${type.type} layer reads no other layer.` };
    if (layer === 0) return undefined;
    const message = `An ${type.type} layer must be the first one, and there is only one.`;
    return { layer, at: 'name', code: 'misplaced-input', message };
  }
  if (type.arity === 'one' && from.length !== 1) {
    const message = `A ${type.type} layer reads one layer, not ${from.length}; join them first, with add or concatenate.`;
    return { layer, at: 'from', code: 'too-many-inputs', message };
  }
  if (type.arity === 'many' && from.length < 2) {
    const message = `${type.type} joins several layers; name at least two in "from".`;
    return { layer, at: 'from', code: 'too-few-inputs', message };
  }
  return undefined;
}

/** Tarjan's algorithm (1972), without recursion: for each node the number of its strongly connected component. */
function stronglyConnectedComponents(edges: readonly (readonly (number | undefined)[])[]): Int32Array {
  const size = edges.length;
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const component = new Int32Array(size).fill(-1);
  const open: number[] = [];
  let time = 0;
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue;
    const path: { node: number; next: number }[] = [];
    const enter = (node: number) => {
      order[node] = time;
      low[node] = time;
      time += 1;
      open.push(node);
      path.push({ node, next: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node } = top;
      const neighbours = edges[node] ?? [];
      if (top.next < neighbours.length) {
        const neighbour = neighbours[top.next];
        top.next += 1;
        if (neighbour === undefined) continue;
        if (order[neighbour] === -1) enter(neighbour);
        else if (component[neighbour] === -1) low[node] = Math.min(low[node] ?? 0, order[neighbour] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1)?.node;
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[node] ?? 0);
      if (low[node] !== order[node]) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        component[member] = node;
        if (member === node) break;
      }
    }
  }
  return component;
}
