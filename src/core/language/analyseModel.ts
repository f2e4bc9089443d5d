import type { LayerDefinition, ModelDefinition } from '../definition/definition.js';
import { type JsonDocument, type JsonNode, nodeAt, parseDocument } from '../definition/jsonDocument.js';
import { type LinkedDraft, readModel } from '../definition/parseModel.js';
import { createLineMap, type LineMap } from '../definition/position.js';
import type { Problem, TextRange } from '../definition/problem.js';
import { type LayerType, type SampleShape, takesName } from '../layers/layer.js';
import { inferLayers } from '../plan/inferLayers.js';
import { LayerText } from '../plan/layerText.js';
import type { ModelPlan, PlannedLayer } from '../plan/plan.js';
import { type PlanTarget, planModel } from '../plan/planModel.js';

/** One layer of a text that is being edited: whatever is known of it. */
export interface AnalysedLayer {
  /** Given, or made from the type. */
  readonly name: string;
  /** Names of the layers it reads, given or the one before it. */
  readonly from: readonly string[];
  readonly type?: LayerType;
  /** The entry; for the input layer that no entry stands for: the key that does. */
  readonly range: TextRange;
  /** Absent for an input layer that no entry stands for. */
  readonly node?: JsonNode;
  /** The value of `name`, where it is a text. */
  readonly nameNode?: JsonNode;
  /** The names that are written in `from`, in order. */
  readonly fromNodes: readonly JsonNode[];
  /** Shapes and cost; absent where they cannot be known, mostly because of a mistake here or further up. */
  readonly planned?: PlannedLayer;
}

/** Everything that the services for a `*.model.jsonc` file need, made once for each version of its text. */
export interface ModelAnalysis {
  readonly text: string;
  readonly lines: LineMap;
  /** The text's tree as far as it can be read. */
  readonly tree?: JsonNode;
  /** True while the text is not valid JSON with comments: then places may be guesses, and nothing may be renamed. */
  readonly isBroken: boolean;
  /** The input layer first, as in a plan; empty where there is no list of layers. */
  readonly layers: readonly AnalysedLayer[];
  /** Index in `layers` of the first layer of each name. */
  readonly indexByName: ReadonlyMap<string, number>;
  /** Absent if the text has an error in itself. */
  readonly definition?: ModelDefinition;
  /** Absent if there is any error, or no target. */
  readonly plan?: ModelPlan;
  /** What the model is planned for, as given. */
  readonly target?: PlanTarget;
  /** All of them in the order of the text. Those of a text that `bakeoff check` would plan are the ones it prints. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and plans a text as far as possible. Never throws, whatever the text; linear in its length. Without a target
 * shapes are known where the file itself says what its images are, and nothing is said about the number of classes.
 */
export function analyseModel(text: string, target?: PlanTarget): ModelAnalysis {
  const document = parseDocument(text);
  const { tree } = document;
  const base = { text, lines: createLineMap(text), ...(target === undefined ? {} : { target }) };
  if (tree === undefined)
    return { ...base, isBroken: true, layers: [], indexByName: new Map(), problems: document.problems };
  const isBroken = document.root === undefined;
  const readable: JsonDocument = isBroken ? { ...document, root: tree } : document;
  const { value, drafts, input, problems: found } = readModel(readable, tree);
  const definition = isBroken ? undefined : value;
  const planned = definition !== undefined && target !== undefined ? planModel(definition, target) : undefined;
  const inputShape = input === 'dataset' ? target?.inputShape : input;
  const inferred =
    inputShape === undefined
      ? { layers: [], problems: [] }
      : inferLayers(drafts.flatMap(asDefinition), inputShape, new LayerText(readable));
  const own = isBroken ? document.problems : found;
  const layers = analysedLayers(tree, drafts, inferred.layers);
  return {
    ...base,
    tree,
    isBroken,
    layers,
    indexByName: firstByName(layers),
    ...(definition === undefined ? {} : { definition }),
    ...(planned?.plan === undefined ? {} : { plan: planned.plan }),
    // While brackets are open what follows them is a guess: the place of the missing one is all that is said.
    problems: isBroken ? own : inOrder([...own, ...(planned?.problems ?? inferred.problems)]),
  };
}

/** The shape that a layer's output has, where it is known. */
export function outputShapeOf(layer: AnalysedLayer): SampleShape | undefined {
  return layer.planned?.outputShape;
}

/** True for the input layer that no entry of the list stands for. */
export function isImplied(layer: AnalysedLayer): boolean {
  return layer.node === undefined;
}

/** The first layer of that name. */
export function layerNamed({ layers, indexByName }: ModelAnalysis, name: string): AnalysedLayer | undefined {
  const index = indexByName.get(name);
  return index === undefined ? undefined : layers[index];
}

/** The layer in whose entry an offset stands, both ends counted in. */
export function layerAt(analysis: ModelAnalysis, offset: number): AnalysedLayer | undefined {
  return analysis.layers.find(
    (layer) => layer.node !== undefined && layer.range.start <= offset && offset <= layer.range.end,
  );
}

/** What can be given to the planner: complete, and with as many inputs as its type takes. */
function asDefinition({ type, name, from, options, range }: LinkedDraft, index: number): LayerDefinition[] {
  if (type === undefined || options === undefined) return [];
  const fits = type.arity === 'none' ? index === 0 : type.arity === 'one' ? from.length === 1 : from.length > 1;
  return fits ? [{ type, name, from, options, range }] : [];
}

function analysedLayers(
  tree: JsonNode,
  drafts: readonly LinkedDraft[],
  planned: readonly PlannedLayer[],
): AnalysedLayer[] {
  const plannedByStart = new Map(planned.map((layer) => [layer.definition.range.start, layer]));
  return drafts.map(({ path, name, from, type, range }) => {
    const node = path.length === 2 ? nodeAt(tree, path) : undefined;
    const isNamed = type === undefined || takesName(type);
    const nameNode = node && isNamed ? textNode(nodeAt(node, ['name'])) : undefined;
    const fromNode = node && nodeAt(node, ['from']);
    const shapes = plannedByStart.get(range.start);
    return {
      name,
      from,
      range,
      fromNodes: (fromNode?.type === 'array' ? (fromNode.children ?? []) : [fromNode]).flatMap(
        (written) => textNode(written) ?? [],
      ),
      ...(type === undefined ? {} : { type }),
      ...(node === undefined ? {} : { node }),
      ...(nameNode === undefined ? {} : { nameNode }),
      ...(shapes === undefined ? {} : { planned: shapes }),
    };
  });
}

function textNode(node: JsonNode | undefined): JsonNode | undefined {
  return node?.type === 'string' ? node : undefined;
}

function firstByName(layers: readonly AnalysedLayer[]): Map<string, number> {
  const byName = new Map<string, number>();
  layers.forEach(({ name }, index) => {
    if (!byName.has(name)) byName.set(name, index);
  });
  return byName;
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}
