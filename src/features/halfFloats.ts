/**
 * Half precision, IEEE 754 binary16: what features are kept in. Rounds to the nearest, ties to even. What is too large for it
 * becomes its largest number, ±65,504, as infinity would spoil a training; what is not a number stays so.
 */
export function encodeHalf(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let index = 0; index < words.length; index += 1) halves[index] = halfOf(words[index] as number);
  return halves;
}

/** The numbers that halves stand for, from `at` on in `into`. */
export function decodeHalf(halves: Uint16Array, into: Float32Array, at = 0): void {
  const known = table();
  for (let index = 0; index < halves.length; index += 1) into[at + index] = known[halves[index] as number] as number;
}

/** The half of a number's 32 bits. */
function halfOf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // From 65,520 on, halfway to what would come next.
  if (magnitude >= 0x477ff000) return sign | 0x7bff;
  if (magnitude >= 0x38800000) return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  if (magnitude <= 0x33000000) return sign;
  // Below the smallest normal half: multiples of 2^-24.
  const shift = 126 - (magnitude >>> 23);
  const mantissa = (magnitude & 0x7fffff) | 0x800000;
  const floor = mantissa >>> shift;
  const rest = mantissa & ((1 << shift) - 1);
  const halfway = 1 << (shift - 1);
  return sign | (rest > halfway || (rest === halfway && (floor & 1) === 1) ? floor + 1 : floor);
}

let decoded: Float32Array | undefined;

/** The number of each half: looking up is several times as fast as taking apart. */
function table(): Float32Array {
  decoded ??= Float32Array.from({ length: 65_536 }, (_, half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  return decoded;
}
