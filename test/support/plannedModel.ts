import type { Recipe } from '../../src/core/definition/definition.js';
import type { ModelPlan } from '../../src/core/plan/plan.js';

/** A planned model and its recipe as plain data: what the references in Python and tfjs-node are built from. */
export interface PlannedModelJson {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly classCount: number;
  readonly layers: readonly PlannedLayerJson[];
  readonly recipe: Pick<Recipe, 'optimizer' | 'batchSize' | 'epochs' | 'callbacks'>;
}

/** One layer, in an order in which each comes after its inputs. Options have Keras's names in camelCase. */
export interface PlannedLayerJson {
  readonly name: string;
  readonly type: string;
  readonly from: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  /** In the order of Keras's `get_weights`. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** Dropout layers, which a comparison step by step must be without: no two libraries drop the same units. */
const dropoutTypes = ['dropout', 'spatialDropout2d'];

/** Plain data of a plan, with the recipe it is to be trained by. */
export function plannedModelJson(plan: ModelPlan, recipe: Recipe): PlannedModelJson {
  return {
    name: plan.name,
    inputShape: plan.inputShape,
    classCount: plan.classCount,
    layers: plan.layers.map(({ definition, inputShapes, outputShape, weights }) => ({
      name: definition.name,
      type: definition.type.type,
      from: definition.from,
      options: definition.options,
      inputShapes,
      outputShape,
      weights: weights.map(({ name, shape }) => ({ name, shape })),
    })),
    recipe: {
      optimizer: recipe.optimizer,
      batchSize: recipe.batchSize,
      epochs: recipe.epochs,
      callbacks: recipe.callbacks,
    },
  };
}

/** The same plan with every dropout rate 0. */
export function withoutDropout(plan: ModelPlan): ModelPlan {
  return {
    ...plan,
    layers: plan.layers.map((layer) =>
      dropoutTypes.includes(layer.definition.type.type)
        ? { ...layer, definition: { ...layer.definition, options: { ...layer.definition.options, rate: 0 } } }
        : layer,
    ),
  };
}
