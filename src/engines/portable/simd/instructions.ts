import { type Code, float32, signed, unsigned } from './encoding.js';

/** Instructions as functions of the code of their operands; opcodes of the WebAssembly Core Specification 2.0. */

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const tee = (local: number, value: Code): Code => [...value, 0x22, ...unsigned(local)];
export const block = (...statements: readonly Code[]): Code => statements.flat();

/** Repeats `body` as long as `condition` (i32) holds after it. */
export const repeatWhile = (body: Code, condition: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...condition,
  ...[0x0d, 0x00, 0x0b],
];

export const when = (condition: Code, then: Code): Code => [...condition, 0x04, 0x40, ...then, 0x0b];

const plain2 =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, opcode];
const plain1 =
  (opcode: number) =>
  (a: Code): Code => [...a, opcode];
const vector2 =
  (opcode: number) =>
  (a: Code, b: Code): Code => [...a, ...b, 0xfd, ...unsigned(opcode)];
const vector1 =
  (opcode: number) =>
  (a: Code): Code => [...a, 0xfd, ...unsigned(opcode)];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: plain2(0x6a),
  subtract: plain2(0x6b),
  multiply: plain2(0x6c),
  and: plain2(0x71),
  xor: plain2(0x73),
  shiftLeft: plain2(0x74),
  lessThan: plain2(0x49),
  equalsZero: plain1(0x45),
  wrap: plain1(0xa7),
  /** At a byte offset. */
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x36, 0x02, ...unsigned(offset)],
};

export const i64 = {
  extend: plain1(0xad),
  multiply: plain2(0x7e),
  shiftRight: plain2(0x88),
  constant: (value: bigint): Code => [0x42, ...signed(value)],
};

export const f32 = {
  constant: (value: number): Code => [0x43, ...float32(value)],
  multiply: plain2(0x94),
  lessThan: plain2(0x5d),
  /** From an unsigned i32. */
  convert: plain1(0xb3),
  select: (condition: Code, yes: Code, no: Code): Code => [...yes, ...no, ...condition, 0x1b],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, 0x38, 0x02, ...unsigned(offset)],
};

/** Four float32 at once; comparisons give masks of all ones or all zeros. */
export const v = {
  load: (address: Code, offset = 0): Code => [...address, 0xfd, 0x00, 0x02, ...unsigned(offset)],
  /** One float32, four times. */
  loadSplat: (address: Code, offset = 0): Code => [...address, 0xfd, 0x09, 0x02, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    0xfd,
    0x0b,
    0x02,
    ...unsigned(offset),
  ],
  splat: vector1(0x13),
  constant: (value: number): Code => [
    0xfd,
    0x0c,
    ...float32(value),
    ...float32(value),
    ...float32(value),
    ...float32(value),
  ],
  equal: vector2(0x41),
  lessThan: vector2(0x43),
  greaterThan: vector2(0x44),
  and: vector2(0x4e),
  /** `a` where `b` is not. */
  andNot: vector2(0x4f),
  or: vector2(0x50),
  select: (mask: Code, yes: Code, no: Code): Code => [...yes, ...no, ...mask, 0xfd, 0x52],
  floor: vector1(0x68),
  absolute: vector1(0xe0),
  negate: vector1(0xe1),
  squareRoot: vector1(0xe3),
  add: vector2(0xe4),
  subtract: vector2(0xe5),
  multiply: vector2(0xe6),
  divide: vector2(0xe7),
  minimum: vector2(0xea),
  maximum: vector2(0xeb),
  /** To i32, towards zero; what does not fit becomes the nearest that does. */
  truncate: vector1(0xf8),
  integerConstant: (value: number): Code => {
    const bytes = [...new Uint8Array(Int32Array.of(value).buffer)];
    return [0xfd, 0x0c, ...bytes, ...bytes, ...bytes, ...bytes];
  },
  integerAdd: vector2(0xae),
  integerShiftLeft: (a: Code, count: number): Code => [...a, 0x41, ...signed(count), 0xfd, ...unsigned(0xab)],
};
