import type { JsonPath, JsonSchema } from '../definition/option.js';
import { comparisonSchema, modelSchema } from '../definition/schema.js';

/** The kinds of files that there are services for. */
export type DefinitionKind = 'model' | 'comparison';

/** The `type` that the object at a path names, if it is there and names one. */
export type TypeAt = (path: JsonPath) => string | undefined;

const made = new Map<DefinitionKind, JsonSchema>();

/** The schema of a kind of file, made once. */
export function schemaOf(kind: DefinitionKind): JsonSchema {
  const found = made.get(kind);
  if (found !== undefined) return found;
  const schema = kind === 'model' ? modelSchema() : comparisonSchema();
  made.set(kind, schema);
  return schema;
}

/**
 * What may stand at a path, as a list of alternatives: an optimizer is one of a few words or one of a few objects. An
 * object with a `type` that is known narrows them down to the one. Empty for a place that the file does not have.
 */
export function schemaAt(kind: DefinitionKind, path: JsonPath, typeAt: TypeAt): readonly JsonSchema[] {
  const root = schemaOf(kind);
  let alternatives = alternativesOf(root, root);
  path.forEach((step, depth) => {
    const narrowed = ofType(alternatives, root, typeAt(path.slice(0, depth)));
    alternatives = narrowed
      .map((schema) => (typeof step === 'number' ? asSchema(schema.items) : propertyOf(schema, step)))
      .filter((schema) => schema !== undefined)
      .flatMap((schema) => alternativesOf(schema, root));
  });
  return ofType(alternatives, root, typeAt(path));
}

/** The schema of each key that an object may have there, and which must be. */
export function keysOf(alternatives: readonly JsonSchema[]): ReadonlyMap<string, KeySchema> {
  const keys = new Map<string, KeySchema>();
  for (const schema of alternatives) {
    const required = Array.isArray(schema.required) ? schema.required : [];
    for (const [key, value] of Object.entries(asSchema(schema.properties) ?? {})) {
      const property = asSchema(value);
      if (property !== undefined && !keys.has(key))
        keys.set(key, { schema: property, required: required.includes(key) });
    }
  }
  return keys;
}

/** A key as the schema knows it. */
export interface KeySchema {
  readonly schema: JsonSchema;
  readonly required: boolean;
}

/** The schemas of the objects that may stand there, by the `type` that they have. */
export function objectsByType(
  alternatives: readonly JsonSchema[],
  kind: DefinitionKind,
): ReadonlyMap<string, JsonSchema> {
  const root = schemaOf(kind);
  const found = new Map<string, JsonSchema>();
  for (const schema of alternatives) {
    const types = typesOf(schema);
    for (const type of types) found.set(type, layerSchemaOf(schema, root, type) ?? schema);
  }
  return found;
}

/** The alternatives that a schema of that kind of file leaves. */
export function alternativesIn(kind: DefinitionKind, schema: JsonSchema): readonly JsonSchema[] {
  return alternativesOf(schema, schemaOf(kind));
}

/** A value that is a schema: any object but a list. */
export function asSchema(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

/** A schema's alternatives, references followed; documentation of the whole stands for those that have none. */
function alternativesOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  const resolved = resolve(schema, root);
  const { anyOf, ...rest } = resolved;
  if (!Array.isArray(anyOf)) return [resolved];
  const { description, default: initial } = rest;
  return anyOf
    .map(asSchema)
    .filter((alternative) => alternative !== undefined)
    .flatMap((alternative) => alternativesOf(alternative, root))
    .map((alternative) => ({
      ...(description === undefined ? {} : { description }),
      ...(initial === undefined ? {} : { default: initial }),
      ...alternative,
    }));
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/definitions/', '') : undefined;
  return name === undefined ? schema : (propertyIn(root.definitions, name) ?? {});
}

function propertyOf(schema: JsonSchema, key: string): JsonSchema | undefined {
  return propertyIn(schema.properties, key);
}

function propertyIn(record: unknown, key: string): JsonSchema | undefined {
  const properties = asSchema(record);
  return properties !== undefined && Object.hasOwn(properties, key) ? asSchema(properties[key]) : undefined;
}

/** The alternatives that an object of that type may be; all of them where it has none, or one that there is not. */
function ofType(
  alternatives: readonly JsonSchema[],
  root: JsonSchema,
  type: string | undefined,
): readonly JsonSchema[] {
  if (type === undefined) return alternatives;
  const fitting = alternatives.filter((schema) => typesOf(schema).includes(type));
  return fitting.length === 0 ? alternatives : fitting.map((schema) => layerSchemaOf(schema, root, type) ?? schema);
}

function typesOf(schema: JsonSchema): readonly string[] {
  const type = propertyOf(schema, 'type');
  if (typeof type?.const === 'string') return [type.const];
  return Array.isArray(type?.enum) ? type.enum.filter((name) => typeof name === 'string') : [];
}

/** A layer's schema has the types' own in `definitions`, where `if` and `then` point to them. */
function layerSchemaOf(schema: JsonSchema, root: JsonSchema, type: string): JsonSchema | undefined {
  return Array.isArray(schema.allOf) ? propertyIn(root.definitions, type) : undefined;
}
