import { layerTypes } from '../layers/index.js';
import { type LayerType, takesName } from '../layers/layer.js';
import { fromOption, headerOptions, inputOption, layerNameOption, MAXIMUM_INPUTS } from './modelOptions.js';
import type { JsonSchema } from './option.js';
import { propertiesSchema, requiredKeys } from './options.js';
import { comparisonOptions } from './parseComparison.js';
import { folderSettingsOptions } from './parseFolderSettings.js';
import { MAXIMUM_LAYERS } from './readLayers.js';
import { recipeOptions } from './recipe.js';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** JSON Schema (draft-07) of `*.model.jsonc`, from the registries of layers, optimizers, schedules and callbacks. */
export function modelSchema(): JsonSchema {
  return {
    $schema: DRAFT,
    title: 'Model definition',
    description: 'An image classifier: its layers in order, and how it is trained.',
    type: 'object',
    properties: {
      ...propertiesSchema({ ...headerOptions, input: inputOption }),
      layers: {
        type: 'array',
        description: 'The layers in order; the last one ends in softmax and has as many units as there are classes.',
        items: { $ref: '#/definitions/layer' },
        minItems: 1,
        maxItems: MAXIMUM_LAYERS,
      },
      training: recipeSchema('How the model is trained; what is not given is as in the published recipe.'),
    },
    required: [...requiredKeys(headerOptions), 'layers'],
    additionalProperties: false,
    allowTrailingCommas: true,
    definitions: {
      layer: layerSchema(),
      ...Object.fromEntries(layerTypes.map((type) => [type.type, layerTypeSchema(type)])),
    },
  };
}

/** JSON Schema (draft-07) of `*.bakeoff.jsonc`. */
export function comparisonSchema(): JsonSchema {
  return {
    $schema: DRAFT,
    title: 'Comparison',
    description: 'Models that are trained and tested on equal terms.',
    type: 'object',
    properties: {
      ...propertiesSchema(comparisonOptions),
      training: recipeSchema("What takes the place of the same keys of every model's own training."),
    },
    required: requiredKeys(comparisonOptions),
    additionalProperties: false,
    allowTrailingCommas: true,
  };
}

/** JSON Schema (draft-07) of `bakeoff.dataset.jsonc`. */
export function folderSettingsSchema(): JsonSchema {
  return {
    $schema: DRAFT,
    title: 'Settings of a folder of images',
    description: 'What the images in this folder do not say of themselves.',
    type: 'object',
    properties: propertiesSchema(folderSettingsOptions),
    required: requiredKeys(folderSettingsOptions),
    additionalProperties: false,
    allowTrailingCommas: true,
  };
}

/** A schema as its file holds it: the same registries always give the same text. */
export function writeSchema(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function recipeSchema(description: string): JsonSchema {
  return { type: 'object', description, properties: propertiesSchema(recipeOptions), additionalProperties: false };
}

/** The type decides which definition applies: with `oneOf`, an editor would list the mistakes against every type. */
function layerSchema(): JsonSchema {
  return {
    type: 'object',
    properties: {
      type: {
        description: 'What the layer does.',
        enum: layerTypes.map((type) => type.type),
        markdownEnumDescriptions: layerTypes.map((type) => type.description),
      },
    },
    required: ['type'],
    allOf: layerTypes.map(({ type }) => ({
      if: { properties: { type: { const: type } }, required: ['type'] },
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword; nothing awaits a schema
      then: { $ref: `#/definitions/${type}` },
    })),
  };
}

function layerTypeSchema(type: LayerType): JsonSchema {
  return {
    description: `${type.description} ${type.formula}`,
    properties: {
      type: { const: type.type },
      ...(takesName(type) ? { name: layerNameOption.schema } : {}),
      ...(type.arity === 'none' ? { shape: inputOption.schema } : { from: fromSchema(type.arity) }),
      ...propertiesSchema(type.options),
    },
    required: ['type', ...(type.arity === 'many' ? ['from'] : []), ...requiredKeys(type.options)],
    additionalProperties: false,
  };
}

function fromSchema(arity: 'one' | 'many'): JsonSchema {
  const name = { type: 'string' };
  const { description } = fromOption;
  if (arity === 'many') return { type: 'array', items: name, minItems: 2, maxItems: MAXIMUM_INPUTS, description };
  return { anyOf: [name, { type: 'array', items: name, minItems: 1, maxItems: 1 }], description };
}
