import { type Fields, fieldsOf, listOf } from './kerasReading.js';

/** What a layer reads. */
export interface KerasLinks {
  /** Names of layers, in order. */
  readonly inputs: readonly string[];
  /** Whether it is told to behave as in training, or not, whatever is done; absent: as the model does. */
  readonly training?: boolean;
}

/**
 * What `inbound_nodes` says: Keras 3 has objects with `args`, whose tensors know their history, older ones lists of
 * `[layer, node, tensor, arguments]`. A text instead of links says what cannot be read of it.
 */
export function kerasLinks(value: unknown): KerasLinks | string {
  const nodes = listOf(value) ?? [];
  if (nodes.length === 0) return 'reads no layer';
  if (nodes.length > 1)
    return `is used ${nodes.length} times: layers that share their weights cannot be said in a definition`;
  const [node] = nodes;
  return Array.isArray(node) ? oldLinks(node) : newLinks(fieldsOf(node) ?? {});
}

function oldLinks(node: readonly unknown[]): KerasLinks | string {
  const entries = typeof node[0] === 'string' ? [node] : node;
  const inputs: string[] = [];
  let training: boolean | undefined;
  for (const entry of entries) {
    const [name, , tensor = 0, given] = listOf(entry) ?? [];
    if (typeof name !== 'string' || tensor !== 0) return 'reads what is no single output of a layer';
    const options = fieldsOf(given) ?? {};
    const other = otherArgument(options);
    if (other !== undefined) return other;
    if (typeof options.training === 'boolean') training = options.training;
    inputs.push(name);
  }
  if (inputs.length === 0) return 'reads no layer';
  return { inputs, ...(training === undefined ? {} : { training }) };
}

function newLinks({ args, kwargs }: Fields): KerasLinks | string {
  const given = fieldsOf(kwargs) ?? {};
  const other = otherArgument(given);
  if (other !== undefined) return other;
  // One tensor, a list of tensors, or for sums and products of tensors one after the other.
  const tensors = (listOf(args) ?? []).flatMap((each) => listOf(each) ?? [each]);
  const inputs: string[] = [];
  for (const tensor of tensors) {
    const history = listOf(fieldsOf(fieldsOf(tensor)?.config)?.keras_history);
    const [name, , index = 0] = history ?? [];
    if (typeof name !== 'string' || index !== 0) return 'reads something that is no output of a layer';
    inputs.push(name);
  }
  if (inputs.length === 0) return 'reads no layer';
  return { inputs, ...(typeof given.training === 'boolean' ? { training: given.training } : {}) };
}

/** Beside `training` a layer is called with nothing that a definition could say. */
function otherArgument(given: Fields): string | undefined {
  const other = Object.keys(given).find((key) => key !== 'training' && given[key] !== null);
  return other === undefined ? undefined : `is called with "${other.slice(0, 40)}", which a definition cannot say`;
}
