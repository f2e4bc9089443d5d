import { type Bind, elementwise } from './elementwise.js';
import type { Code, FunctionCode } from './encoding.js';
import { v } from './instructions.js';

/**
 * Rational approximation of the error function on [−4, 4], odd over even polynomial in x, as Eigen and XLA use it for
 * float32 (Eigen, `generic_fast_erf_float`). Its largest error is measured in the tests.
 */
export const erfNumerator: readonly number[] = [
  -2.72614225801306e-10, 2.77068142495902e-8, -2.10102402082508e-6, -5.69250639462346e-5, -7.34990630326855e-4,
  -2.954599854025e-3, -1.60960333262415e-2,
];
export const erfDenominator: readonly number[] = [
  -1.45660718464996e-5, -2.13374055278905e-4, -1.68282697438203e-3, -7.37332916720468e-3, -1.42647390514189e-2,
];

/** Polynomial in `x`, highest power first. */
function polynomial(coefficients: readonly number[], x: Code): Code {
  const [first = 0, ...rest] = coefficients;
  return rest.reduce((sum: Code, coefficient) => v.add(v.multiply(sum, x), v.constant(coefficient)), v.constant(first));
}

function erf(x: Code, bind: Bind): Code {
  return bind(v.minimum(v.maximum(x, v.constant(-4)), v.constant(4)), (bounded) =>
    bind(v.multiply(bounded, bounded), (squared) =>
      v.divide(v.multiply(bounded, polynomial(erfNumerator, squared)), polynomial(erfDenominator, squared)),
    ),
  );
}

/** `½ (1 + erf(x / √2))`. */
function normalDistribution(x: Code, bind: Bind): Code {
  return v.multiply(v.constant(0.5), v.add(v.constant(1), erf(v.multiply(x, v.constant(Math.SQRT1_2)), bind)));
}

/**
 * `eˣ` for x in [−87, 88], outside it the value at the nearer end: 2ⁿ · e^r with |r| ≤ ½ ln 2 and a polynomial for e^r
 * (Cephes Math Library, `expf`).
 */
function exponential(x: Code, bind: Bind): Code {
  const coefficients = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 0.16666665459, 0.50000001201];
  return bind(v.minimum(v.maximum(x, v.constant(-87)), v.constant(88)), (bounded) =>
    bind(v.floor(v.add(v.multiply(bounded, v.constant(Math.LOG2E)), v.constant(0.5))), (power) => {
      const coarse = v.subtract(bounded, v.multiply(power, v.constant(0.693359375)));
      const rest = v.add(coarse, v.multiply(power, v.constant(2.1219444e-4)));
      const biased = v.integerAdd(v.truncate(power), v.integerConstant(127));
      return bind(rest, (r) => {
        const curved = v.multiply(v.multiply(r, r), polynomial(coefficients, r));
        return v.multiply(v.add(v.add(curved, r), v.constant(1)), v.integerShiftLeft(biased, 23));
      });
    }),
  );
}

export const geluFunctions: readonly FunctionCode[] = [
  elementwise('exponential', 1, 0, ([x = []], _, bind) => exponential(x, bind)),
  elementwise('gelu', 1, 0, ([x = []], _, bind) =>
    bind(x, (value) => v.multiply(value, normalDistribution(value, bind))),
  ),
  // dy · (Φ(x) + x · φ(x))
  elementwise('geluGradient', 2, 0, ([dy = [], x = []], _, bind) =>
    bind(x, (value) => {
      const halfSquare = v.multiply(v.constant(-0.5), v.multiply(value, value));
      const density = v.multiply(v.constant(1 / Math.sqrt(2 * Math.PI)), exponential(halfSquare, bind));
      return v.multiply(dy, v.add(normalDistribution(value, bind), v.multiply(value, density)));
    }),
  ),
];
