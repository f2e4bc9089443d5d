import type {
  ApplyAdamAttributes,
  ApplyGradientDescentAttributes,
  ApplyMomentumAttributes,
  ApplyRmsPropAttributes,
} from '../../../src/core/graph/ops/optimizerUpdate.js';
import type {
  AssignAttributes,
  DecayWeightsAttributes,
  MoveAverageAttributes,
} from '../../../src/core/graph/ops/update.js';
import { type Kernel, take } from './kernel.js';
import type { Tensor } from './tensor.js';

export const assign: Kernel<AssignAttributes> = (inputs, { variable }, call) => {
  call.write(variable, take(inputs)[0]);
  return [];
};

export const moveAverage: Kernel<MoveAverageAttributes> = (inputs, { variable, momentum }, call) => {
  const [value] = take(inputs);
  call.write(
    variable,
    combine(call.read(variable), value, (old, next) => old * momentum + next * (1 - momentum)),
  );
  return [];
};

export const decayWeights: Kernel<DecayWeightsAttributes> = (inputs, { variable, rate }, call) => {
  const learningRate = scalar(take(inputs)[0]);
  const weight = call.read(variable);
  call.write(
    variable,
    combine(weight, weight, (value) => value - value * learningRate * rate),
  );
  return [];
};

export const applyAdam: Kernel<ApplyAdamAttributes> = (inputs, attributes, call) => {
  const { variable, first, second, beta1, beta2, epsilon } = attributes;
  const [gradient, learningRate, step] = take(inputs);
  const t = scalar(step);
  const rate = (scalar(learningRate) * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  const m = combine(call.read(first), gradient, (old, g) => old + (g - old) * (1 - beta1));
  const s = combine(call.read(second), gradient, (old, g) => old + (g * g - old) * (1 - beta2));
  const move = combine(m, s, (moment, square) => (rate * moment) / (Math.sqrt(square) + epsilon));
  call.write(first, m);
  call.write(second, s);
  call.write(variable, combine(call.read(variable), move, subtract));
  return [];
};

export const applyGradientDescent: Kernel<ApplyGradientDescentAttributes> = (inputs, { variable }, call) => {
  const [gradient, learningRate] = take(inputs);
  const rate = scalar(learningRate);
  call.write(
    variable,
    combine(call.read(variable), gradient, (old, g) => old - rate * g),
  );
  return [];
};

export const applyMomentum: Kernel<ApplyMomentumAttributes> = (inputs, attributes, call) => {
  const { variable, accumulator, momentum, nesterov } = attributes;
  const [gradient, learningRate] = take(inputs);
  const rate = scalar(learningRate);
  const velocity = combine(call.read(accumulator), gradient, (old, g) => old * momentum - rate * g);
  const move = nesterov ? combine(velocity, gradient, (a, g) => a * momentum - rate * g) : velocity;
  call.write(accumulator, velocity);
  call.write(
    variable,
    combine(call.read(variable), move, (old, change) => old + change),
  );
  return [];
};

export const applyRmsProp: Kernel<ApplyRmsPropAttributes> = (inputs, attributes, call) => {
  const { variable, meanSquare, momentumAccumulator, rho, momentum, epsilon } = attributes;
  const [gradient, learningRate] = take(inputs);
  const rate = scalar(learningRate);
  const s = combine(call.read(meanSquare), gradient, (old, g) => old + (g * g - old) * (1 - rho));
  const step = combine(gradient, s, (g, square) => (rate * g) / Math.sqrt(square + epsilon));
  const move = combine(call.read(momentumAccumulator), step, (old, change) => old * momentum + change);
  call.write(meanSquare, s);
  call.write(momentumAccumulator, move);
  call.write(variable, combine(call.read(variable), move, subtract));
  return [];
};

const subtract = (a: number, b: number) => a - b;

function combine(a: Tensor, b: Tensor, compute: (a: number, b: number) => number): Tensor {
  return { ...a, data: a.data.map((value, flat) => compute(value, b.data[flat] as number)) };
}

function scalar(tensor: Tensor): number {
  return tensor.data[0] as number;
}
