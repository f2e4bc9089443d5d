import fc from 'fast-check';
import type { Recipe } from '../../../src/core/definition/definition.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { buildProgram } from '../../../src/core/graph/buildProgram.js';
import { nodesOf } from '../../../src/core/graph/graph.js';
import type { ModelPlan } from '../../../src/core/plan/plan.js';
import { planModel } from '../../../src/core/plan/planModel.js';
import { ModelSession } from '../../../src/core/training/modelSession.js';
import { referenceEngine } from '../../support/referenceEngine.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { type SoundModel, soundModels } from '../modelGrammar.js';

/** The plan of a model that is without a mistake: that it is none, is the first thing to be tried. */
function planOf({ definition, inputShape }: SoundModel): { readonly plan: ModelPlan; readonly recipe: Recipe } {
  const { value, problems } = parseModel(JSON.stringify(definition));
  must(value !== undefined, `not read: ${problems.map(({ message }) => message).join(' ')}`);
  const { plan, problems: found } = planModel(value, { inputShape, classCount: 3 });
  must(plan !== undefined, `not planned: ${found.map(({ message }) => message).join(' ')}`);
  return { plan, recipe: value.recipe };
}

/** Whatever the planner accepts, a program can be built of, with any optimizer and any layer's output. */
export const programTarget = defineTarget({
  name: 'program',
  arbitrary: soundModels.filter(({ definition }) => !isClippedTwice(definition)),
  check: (model: SoundModel) => {
    const { plan, recipe } = planOf(model);
    const activations = plan.layers.map((layer) => layer.definition.name);
    const { program, weights, slots } = buildProgram(plan, recipe.optimizer, { activations });
    const names = program.variables.map(({ name }) => name);
    must(new Set(names).size === names.length, 'two variables of one name');
    must(weights.length === plan.layers.reduce((sum, layer) => sum + layer.weights.length, 0), 'weights are missing');
    for (const slot of slots) must(slot.role === 'slot', `${slot.name} is no slot`);
    for (const signature of program.signatures) must(nodesOf(signature).length >= 0, signature.name);
    const byName = new Map(program.signatures.map((signature) => [signature.name, signature]));
    for (const { definition, outputShape } of plan.layers) {
      const shape = byName.get('activations')?.outputs[definition.name]?.shape.slice(1);
      must(shape?.join() === outputShape.join(), `${definition.name} gives [${shape}], planned [${outputShape}]`);
    }
  },
});

const BATCH = 3;

/** One training step and a prediction by the reference engine: shapes as planned, nothing that is not a number. */
export const trainingTarget = defineTarget({
  name: 'training',
  // The reference engine's time, not ours: it goes through a window of thousands a side, step by step.
  maximumMs: 20_000,
  cases: 400,
  arbitrary: fc.record({
    model: soundModels.filter(({ definition }) => !isClippedTwice(definition)).map(tamed),
    seed: fc.nat(1000),
  }),
  check: async ({ model, seed }) => {
    const { plan, recipe } = planOf(model);
    const session = await ModelSession.create(referenceEngine, plan, recipe.optimizer);
    try {
      await session.initialize(seed);
      await session.loadDataset(datasetOf(model.inputShape, seed));
      const { loss, correct } = await session.trainStep(Int32Array.of(0, 1, 2), 0.001, 1, seed);
      must(Number.isFinite(loss) && correct >= 0 && correct <= BATCH, `loss ${loss}, ${correct} correct`);
      for (const [name, { data }] of Object.entries({
        ...(await session.readWeights()),
        ...(await session.readSlots()),
      }))
        must(data.every(Number.isFinite), `${name} holds what is not a number`);
      const { probabilities } = await session.predict(Int32Array.of(3, 4));
      must(probabilities.length === 2 * 3, `${probabilities.length} probabilities`);
      for (const row of [0, 1]) {
        const sum = probabilities.slice(3 * row, 3 * row + 3).reduce((total, value) => total + value, 0);
        must(Math.abs(sum - 1) < 1e-5, `probabilities that add up to ${sum}`);
      }
    } finally {
      session.dispose();
    }
  },
});

function datasetOf(imageShape: readonly [number, number, number], seed: number) {
  const size = imageShape.reduce((product, side) => product * side, 1);
  const images = (count: number, salt: number) => ({
    count,
    images: Uint8Array.from({ length: count * size }, (_, index) => (index * 37 + salt * 11) % 256),
    labels: Uint8Array.from({ length: count }, (_, index) => (index + salt) % 3),
  });
  return {
    id: 'fuzz',
    name: 'Fuzz',
    source: { kind: 'folder', location: '', isSample: false },
    classNames: ['a', 'b', 'c'],
    imageShape,
    train: images(BATCH, seed),
    test: images(2, seed + 1),
    checksum: '',
  } as const;
}

/**
 * The same model with pixels scaled to 0..1 and without what makes numbers beyond float32 on purpose: factors of a
 * million, penalties of a million.
 */
function tamed({ inputShape, definition }: SoundModel): SoundModel {
  const [input, ...layers] = definition.layers as readonly Record<string, unknown>[];
  const scaled = { type: 'rescale', scale: 1 / 255, name: 'scaled' };
  const gentle = layers.map((layer) => {
    const from = Array.isArray(layer.from)
      ? { from: layer.from.map((name) => (name === 'image' ? 'scaled' : name)) }
      : {};
    const { kernelRegularizer: _, depthwiseRegularizer: __, pointwiseRegularizer: ___, ...rest } = layer;
    return layer.type === 'rescale' ? { ...layer, scale: 0.5, offset: -0.1 } : { ...rest, ...from };
  });
  return { inputShape, definition: { ...definition, layers: [input, scaled, ...gentle] } };
}

/** Both kinds of clipping, or what else an optimizer's options forbid together: a mistake, told by the parser. */
function isClippedTwice({ training }: Readonly<Record<string, unknown>>): boolean {
  const optimizer = (training as { optimizer?: { clipnorm?: unknown; globalClipnorm?: unknown } } | undefined)
    ?.optimizer;
  return optimizer?.clipnorm !== undefined && optimizer.globalClipnorm !== undefined;
}
