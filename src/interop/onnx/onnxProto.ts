import protobuf from 'protobufjs/light.js';

/**
 * The part of ONNX's protocol-buffer messages that a model of one graph needs.
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3 for the field numbers
 */
const descriptor = {
  nested: {
    ModelProto: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producerName: { type: 'string', id: 2 },
        producerVersion: { type: 'string', id: 3 },
        docString: { type: 'string', id: 6 },
        graph: { type: 'GraphProto', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 8 },
        metadataProps: { rule: 'repeated', type: 'StringStringEntryProto', id: 14 },
      },
    },
    OperatorSetIdProto: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    StringStringEntryProto: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    GraphProto: {
      fields: {
        node: { rule: 'repeated', type: 'NodeProto', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'TensorProto', id: 5 },
        input: { rule: 'repeated', type: 'ValueInfoProto', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfoProto', id: 12 },
      },
    },
    NodeProto: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'AttributeProto', id: 5 },
      },
    },
    AttributeProto: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        s: { type: 'bytes', id: 4 },
        ints: { rule: 'repeated', type: 'int64', id: 8 },
        type: { type: 'int32', id: 20 },
      },
    },
    TensorProto: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1 },
        dataType: { type: 'int32', id: 2 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
    ValueInfoProto: { fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeProto', id: 2 } } },
    TypeProto: { fields: { tensorType: { type: 'TensorType', id: 1 } } },
    TensorType: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShapeProto', id: 2 } } },
    TensorShapeProto: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    Dimension: { fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } } },
  },
};

const Model = protobuf.Root.fromJSON(descriptor).lookupType('ModelProto');

/** ONNX's numbers for element types. */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7 } as const;

const FLOAT = 1;
const INT = 2;
const STRING = 3;
const INTS = 7;

export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

export interface OnnxNode {
  opType: string;
  readonly input: string[];
  readonly output: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}

/** A tensor that goes in or comes out; −1 is the batch. */
export interface OnnxPort {
  readonly name: string;
  readonly elementType: number;
  readonly shape: readonly number[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producerVersion: string;
  readonly description: string;
  readonly opset: number;
  readonly irVersion: number;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of an `.onnx` file. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const message = {
    irVersion: model.irVersion,
    producerName: 'Model Bake-off',
    producerVersion: model.producerVersion,
    docString: model.description,
    opsetImport: [{ domain: '', version: model.opset }],
    metadataProps: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: model.name,
      node: model.nodes.map(({ opType, input, output, attributes }) => ({
        input,
        output,
        name: `${opType}:${output[0]}`,
        opType,
        attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...attributeValue(value) })),
      })),
      initializer: model.initializers,
      input: model.inputs.map(port),
      output: model.outputs.map(port),
    },
  };
  return Model.encode(Model.fromObject(message)).finish();
}

/** What `encodeOnnx` wrote, as plain data of protobufjs: for checks. */
export function decodeOnnx(bytes: Uint8Array): Record<string, unknown> {
  return Model.toObject(Model.decode(bytes), { longs: Number, arrays: true });
}

function attributeValue(value: OnnxAttribute) {
  if (typeof value === 'number') return { i: value, type: INT };
  if (typeof value === 'string') return { s: new TextEncoder().encode(value), type: STRING };
  return 'float' in value ? { f: value.float, type: FLOAT } : { ints: value, type: INTS };
}

function port({ name, elementType, shape }: OnnxPort) {
  const dim = shape.map((size) => (size < 0 ? { dimParam: 'batch' } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementType, shape: { dim } } } };
}
