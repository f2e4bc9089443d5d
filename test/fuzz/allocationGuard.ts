/** More bytes were asked for at once, or in one case, than the case may have. */
export class AllocationError extends Error {
  override readonly name = 'AllocationError';
}

/** Counts the bytes that are asked for by number: `new Uint8Array(n)`, `Buffer.alloc(n)` and their like. */
export interface AllocationGuard {
  /** Begins to count anew; a request beyond `limitBytes` in all throws an AllocationError. */
  begin(limitBytes: number): void;
  /** Bytes asked for since. */
  readonly requestedBytes: number;
  /** Puts the constructors back. */
  remove(): void;
}

const arrays = ['Uint8Array', 'Int8Array', 'Int32Array', 'Float32Array', 'Float64Array', 'ArrayBuffer'] as const;
const bufferMethods = ['alloc', 'allocUnsafe', 'allocUnsafeSlow'] as const;

/**
 * Stands in for the constructors of typed arrays and for Buffer's allocation, so that a length that a hostile file
 * states is seen before the memory is touched. What Node allocates in native code (zlib) is not seen here: the growth
 * of the process's peak memory is watched for that.
 */
export function installAllocationGuard(): AllocationGuard {
  let limit = Number.POSITIVE_INFINITY;
  let requested = 0;
  const request = (count: unknown, bytesEach: number) => {
    if (typeof count !== 'number' || !(count > 0)) return;
    requested += count * bytesEach;
    if (requested > limit) throw new AllocationError(`${requested} bytes were asked for; at most ${limit} are allowed`);
  };
  const scope = globalThis as unknown as Record<string, unknown>;
  const originals = arrays.map((name) => [name, scope[name]] as const);
  for (const [name, original] of originals) {
    const bytesEach = (original as { BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;
    scope[name] = new Proxy(original as new (...values: unknown[]) => object, {
      construct(target, values, newTarget) {
        request(values[0], bytesEach);
        return Reflect.construct(target, values, newTarget);
      },
    });
  }
  const methods = bufferMethods.map((name) => [name, Buffer[name]] as const);
  for (const [name, original] of methods)
    Object.defineProperty(Buffer, name, {
      configurable: true,
      writable: true,
      value: (size: number, ...rest: unknown[]) => {
        request(size, 1);
        return Reflect.apply(original, Buffer, [size, ...rest]);
      },
    });
  return {
    begin(limitBytes) {
      limit = limitBytes;
      requested = 0;
    },
    get requestedBytes() {
      return requested;
    },
    remove() {
      for (const [name, original] of originals) scope[name] = original;
      for (const [name, original] of methods)
        Object.defineProperty(Buffer, name, { configurable: true, writable: true, value: original });
    },
  };
}
