import protobuf from 'protobufjs/light.js';

/**
 * The part of TensorBoard's protocol-buffer messages for scalars, texts and pictures.
 * @see https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto (event, summary, tensor) for the numbers
 */
const descriptor = {
  nested: {
    Event: {
      fields: {
        wallTime: { type: 'double', id: 1 },
        step: { type: 'int64', id: 2 },
        fileVersion: { type: 'string', id: 3 },
        summary: { type: 'Summary', id: 5 },
      },
    },
    Summary: { fields: { value: { rule: 'repeated', type: 'SummaryValue', id: 1 } } },
    SummaryValue: {
      fields: {
        tag: { type: 'string', id: 1 },
        simpleValue: { type: 'float', id: 2 },
        tensor: { type: 'TensorProto', id: 8 },
        metadata: { type: 'SummaryMetadata', id: 9 },
      },
    },
    SummaryMetadata: { fields: { pluginData: { type: 'PluginData', id: 1 }, dataClass: { type: 'int32', id: 4 } } },
    PluginData: { fields: { pluginName: { type: 'string', id: 1 } } },
    TensorProto: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'TensorShapeProto', id: 2 },
        floatVal: { rule: 'repeated', type: 'float', id: 5 },
        stringVal: { rule: 'repeated', type: 'bytes', id: 8 },
      },
    },
    TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 } } },
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
  },
};

const Message = protobuf.Root.fromJSON(descriptor).lookupType('Event');

const FLOAT = 1;
const STRING = 7;
const SCALAR = 1;
const TENSOR = 2;

/** Something that TensorBoard shows. */
export type Summary =
  | { readonly kind: 'scalar'; readonly tag: string; readonly value: number }
  | { readonly kind: 'text'; readonly tag: string; readonly markdown: string };

/** One event, at a time in seconds since the epoch. */
export interface TensorboardEvent {
  readonly wallTime: number;
  readonly step: number;
  readonly summary: readonly Summary[];
}

/** The first event of every file. */
export function encodeFileVersion(wallTime: number): Uint8Array {
  return Message.encode(Message.fromObject({ wallTime, fileVersion: 'brain.Event:2' })).finish();
}

export function encodeEvent({ wallTime, step, summary }: TensorboardEvent): Uint8Array {
  return Message.encode(Message.fromObject({ wallTime, step, summary: { value: summary.map(summaryValue) } })).finish();
}

/** What `encodeEvent` wrote, as plain data: for checks. */
export function decodeEvent(bytes: Uint8Array): Record<string, unknown> {
  return Message.toObject(Message.decode(bytes), { longs: Number });
}

function summaryValue(summary: Summary) {
  const { tag } = summary;
  if (summary.kind === 'scalar') {
    const tensor = { dtype: FLOAT, tensorShape: { dim: [] }, floatVal: [summary.value] };
    return { tag, tensor, metadata: { pluginData: { pluginName: 'scalars' }, dataClass: SCALAR } };
  }
  const stringVal = [new TextEncoder().encode(summary.markdown)];
  const tensor = { dtype: STRING, tensorShape: { dim: [{ size: 1 }] }, stringVal };
  return { tag, tensor, metadata: { pluginData: { pluginName: 'text' }, dataClass: TENSOR } };
}
