import { describe, expect, it } from 'vitest';
import type { Engine, TensorData } from '../../src/core/engine.js';
import { ops } from '../../src/core/graph/ops/index.js';
import type { OpCase } from '../support/opCases/opCase.js';
import { opCases } from '../support/opCases.js';
import { realEngines } from '../support/realEngines.js';
import { referenceEngine } from '../support/referenceEngine.js';

/** Engines compute in float32, the reference in float64. */
const TOLERANCE = 2e-5;

it('has a case for every op', () => {
  const kinds = new Set<string>(opCases.map((opCase) => opCase.kind));
  expect(Object.keys(ops).filter((kind) => !kinds.has(kind))).toEqual([]);
});

for (const candidate of realEngines) {
  describe(candidate.id, () => {
    for (const opCase of opCases)
      it(opCase.name, async (context) => {
        if ('skipped' in candidate) return context.skip(candidate.skipped);
        const [actual, expected] = [await answers(candidate.engine, opCase), await answers(referenceEngine, opCase)];
        expect(actual.length).toBe(expected.length);
        actual.forEach((outputs, call) => {
          const reference = expected[call] ?? {};
          expect(Object.keys(outputs).sort()).toEqual(Object.keys(reference).sort());
          for (const [name, tensor] of Object.entries(outputs)) {
            expect(tensor.shape, `shape of ${name}`).toEqual(reference[name]?.shape);
            expect(tensor.dtype, `type of ${name}`).toBe(reference[name]?.dtype);
            expect(distance(tensor, reference[name]), `${name} in call ${call}`).toBeLessThan(TOLERANCE);
          }
        });
      });
  });
}

async function answers(engine: Engine, opCase: OpCase): Promise<Record<string, TensorData>[]> {
  const { program, calls } = opCase.build();
  const session = await engine.createSession(program);
  try {
    const outputs: Record<string, TensorData>[] = [];
    for (const { signature, feeds } of calls) outputs.push(await session.run(signature, feeds));
    return outputs;
  } finally {
    session.dispose();
  }
}

/** Largest difference, relative where the expected number is beyond ±1; NaN for a number that is not one. */
function distance(actual: TensorData, expected: TensorData | undefined): number {
  let largest = 0;
  expected?.data.forEach((value, i) => {
    const difference = Math.abs((actual.data[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value));
    largest = Number.isNaN(difference) ? Number.NaN : Math.max(largest, difference);
  });
  return largest;
}
