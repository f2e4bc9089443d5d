import { parseDocument, valueIn } from '../../definition/jsonDocument.js';
import type { JsonPath } from '../../definition/option.js';
import type { Problem } from '../../definition/problem.js';
import { checkImported } from './checkImported.js';
import { type ImportedModel, importedModel } from './importedModel.js';
import { INPUT, type KerasGraph, readKerasGraph } from './kerasGraph.js';
import { importLayer } from './kerasLayer.js';
import { type Fields, fieldsOf, KerasReading } from './kerasReading.js';
import { importTraining } from './kerasTraining.js';

/** A definition that says what a Keras model is made of. */
export interface KerasImport {
  /** Name of the model. */
  readonly name: string;
  /** Text of a `*.model.jsonc` file. */
  readonly text: string;
  readonly layerCount: number;
}

/**
 * Reads what `model.to_json()` gives, of Keras 3 and of Keras 2 and tf.keras, sequential or functional; also the
 * `config.json` in a `.keras` file and the `model.json` of a TensorFlow.js layers model. Weights are not in it. Never throws;
 * each thing that a definition cannot say is a problem with its place: an error where layers, shapes or weights would be others,
 * else a warning.
 */
export function importKeras(text: string): { readonly value?: KerasImport; readonly problems: readonly Problem[] } {
  const document = parseDocument(text);
  if (document.root === undefined) return { problems: document.problems };
  const reading = new KerasReading(document);
  const root = fieldsOf(valueIn(document.root));
  const imported = root === undefined ? undefined : readModel(root, reading);
  if (root === undefined) reading.refuse([], 'keras-model', 'Expected an object, as model.to_json() gives it.');
  const problems = () => reading.collector.list();
  if (imported === undefined || reading.collector.hasErrors) return { problems: problems() };
  checkImported(imported, reading);
  if (reading.collector.hasErrors) return { problems: problems() };
  const { name, text: written, layers } = imported;
  return { value: { name, text: written, layerCount: layers.length }, problems: problems() };
}

function readModel(root: Fields, reading: KerasReading): ImportedModel | undefined {
  const { model, path } = modelIn(root);
  const graph = readKerasGraph(model, path, reading);
  if (graph === undefined) return undefined;
  const layers = graph.nodes.map((node) => ({ node, layer: importLayer(node, reading) }));
  const known = layers.flatMap(({ node, layer }) => (layer === undefined ? [] : [{ node, layer }]));
  if (known.length < layers.length || !isRooted(graph, reading)) return undefined;
  const training = importTraining(root, 'training_config' in root ? 'training_config' : 'compile_config', reading);
  return importedModel(graph, known, { training, version: root.keras_version }, reading);
}

/** Programs put the model into something of their own. */
function modelIn(root: Fields): { readonly model: Fields; readonly path: JsonPath } {
  const topology = fieldsOf(root.modelTopology);
  const config = fieldsOf((topology ?? root).model_config);
  if (config !== undefined)
    return { model: config, path: [...(topology === undefined ? [] : ['modelTopology']), 'model_config'] };
  return topology === undefined ? { model: root, path: [] } : { model: topology, path: ['modelTopology'] };
}

/** A model without a layer is no model. */
function isRooted({ nodes }: KerasGraph, reading: KerasReading): boolean {
  if (nodes.some(({ inputs }) => inputs.includes(INPUT))) return true;
  reading.refuse([], 'keras-layers', 'No layer of the model reads its input.');
  return false;
}
