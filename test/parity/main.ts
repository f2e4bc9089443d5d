import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from '../../src/cacheFolder.js';
import type { Dataset } from '../../src/core/dataset.js';
import { loadDataset } from '../../src/datasets/index.js';
import { createEngine, type EngineId } from '../../src/engines/index.js';
import { cliRun } from '../support/cliRun.js';
import { PythonMissingError, pythonEnvironment } from '../support/python.js';
import { textTable } from '../support/textTable.js';
import { type BackboneComparison, backboneParity, FEATURE_TOLERANCE } from './backboneParity.js';
import type { Distance } from './closeness.js';
import { exportReaders } from './exportReaders.js';
import { type GradCamComparison, gradCamParity, MAP_TOLERANCE } from './gradCamParity.js';
import { EXPORT_TOLERANCE, type ExportComparison, interopParity } from './interopParity.js';
import { METRIC_TOLERANCE, type MetricComparison, metricsParity } from './metricsParity.js';
import { mlflowParity } from './mlflowParity.js';
import { type RecipeParityResult, recipeParity, recipeTargets } from './recipeParity.js';
import { statisticsParity } from './statisticsParity.js';
import { type StepParityResult, stepParity, TOLERANCE } from './stepParity.js';
import { tensorboardParity } from './tensorboardParity.js';
import { isSame, type TrainedComparison, trainedParity } from './trainedParity.js';

const usage = `npm run test:parity -- [OPTION…]
  --engine NAME   engine of the comparison step by step: tensorflow or portable (tensorflow)
  --full          also train by the published recipe, 3 seeds, here and in Keras (about an hour on two cores)
  --seeds LIST    seeds of --full, for example 0,1,2
  --epochs N      fewer epochs than the recipe's, to try --full out
  --limit N       fewer training images, to try --full out
  --only FORMAT   only what other programs make of models exported so; interop: of all formats; mlflow: its server;
                  trained: of models that were trained
                  statistics: only figures of statistics, in SciPy, statsmodels and scikit-learn
  --json FILE     write all figures as JSON
  --require       fail when there is no Python; else say so and end well`;

interface Settings {
  readonly root: string;
  readonly python: string;
  readonly dataset: Dataset;
}

const root = resolve(__dirname, '..');
const log = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'tensorflow' },
      full: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '0,1,2' },
      epochs: { type: 'string' },
      limit: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      require: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return true;
  }
  if (values.only === undefined || values.only === 'statistics') await compareStatistics(values.require);
  if (values.only === 'statistics') return true;
  const python = await findPython(values.require);
  if (python === undefined) return true;
  const dataset = await loadDataset('fashion-mnist');
  log(`${dataset.name} from ${dataset.source.location}${dataset.source.isSample ? ' (the embedded sample)' : ''}`);

  const interop = await compareExports({ root, python, dataset }, values.engine as EngineId, values);
  if (interop.length > 0) console.log(exportTable(interop));
  const notSame = interop.filter(({ difference }) => !(difference <= EXPORT_TOLERANCE));
  const trained = await compareTrained({ root, python, dataset }, values);
  if (trained.length > 0) console.log(trainedTable(trained));
  const otherwise = trained.filter((each) => !isSame(each)).map(({ name, format }) => `trained ${name} as ${format}`);
  const events = [...otherwise, ...(await readEventFiles(values)), ...(await askTrackingServer(values))];
  if (values.only !== undefined) return notSame.length + events.length === 0;

  const settings = { root, python, dataset };
  const steps = await stepParity({ ...settings, engine: createEngine(values.engine as EngineId), log });
  console.log(stepTable(steps));
  const metrics = await compareMetrics(settings);
  console.log(metricTable(metrics));
  log('Keras Applications with random weights…');
  const scripts = join(root, 'test', 'parity');
  const backbones = await backboneParity(createEngine(values.engine as EngineId), { python, scripts });
  console.log(backboneTable(backbones));
  log('Class activation maps of random networks…');
  const maps = await gradCamParity(createEngine(values.engine as EngineId), { python, scripts, root });
  console.log(mapTable(maps));
  const recipe = values.full
    ? await recipeParity({
        ...settings,
        seeds: values.seeds.split(',').map(Number),
        ...(values.epochs === undefined ? {} : { epochs: Number(values.epochs) }),
        ...(values.limit === undefined ? {} : { limit: Number(values.limit) }),
        log,
      })
    : [];
  if (values.full) console.log(recipeTable(recipe));

  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ interop, trained, steps, metrics, backbones, maps, recipe }, null, 2)}\n`,
    );
  const failed = [
    ...notSame.map(({ name, format }) => `${name} as ${format}`),
    ...events,
    ...steps.filter(({ passed }) => !passed).map(({ name }) => name),
    ...metrics.filter(({ difference }) => !(difference <= METRIC_TOLERANCE)).map(({ name }) => name),
    ...backbones.filter(({ difference }) => !(difference <= FEATURE_TOLERANCE)).map(({ name }) => name),
    ...maps.filter(({ difference }) => !(difference <= MAP_TOLERANCE)).map(({ name }) => `Grad-CAM, ${name}`),
    ...recipe.filter(({ passed }) => !passed).map(({ model }) => `recipe, ${model}`),
  ];
  console.log(failed.length === 0 ? 'Parity: all agree.' : `Parity: FAILED: ${failed.join('; ')}`);
  return failed.length === 0;
}

/** Stored figures of statistics, which the tests hold our own against. @throws Error with what differs. */
async function compareStatistics(require: boolean): Promise<void> {
  const python = await findPython(require, 'requirements-statistics.txt');
  if (python === undefined) return;
  log('Figures of statistics, in SciPy, statsmodels and scikit-learn…');
  console.log((await statisticsParity(python, root)).join('\n'));
}

/** Exports of every layer type and every shipped definition, read by the programs that they are for. */
async function compareExports(
  { python, dataset }: Settings,
  engine: EngineId,
  { require, only }: { readonly require: boolean; readonly only?: string | undefined },
): Promise<readonly ExportComparison[]> {
  if (['trained', 'tensorboard', 'mlflow'].includes(only ?? '')) return [];
  const readersPython = await findPython(require, 'requirements-interop.txt');
  if (readersPython === undefined) return [];
  return interopParity({ root, python, readersPython, engine: createEngine(engine), dataset, only, log });
}

/** Exports of runs that were really trained, against the predictions that are stored with them. */
async function compareTrained(
  { python, dataset }: Settings,
  { require, only = 'interop' }: { readonly require: boolean; readonly only?: string | undefined },
): Promise<readonly TrainedComparison[]> {
  const all = [...exportReaders.map(({ format }) => format), 'tfjs' as const];
  const formats = ['interop', 'trained'].includes(only) ? all : all.filter((format) => format === only);
  const readersPython = formats.length === 0 ? undefined : await findPython(require, 'requirements-interop.txt');
  if (readersPython === undefined) return [];
  return trainedParity({ root, python, readersPython, scripts: join(root, 'test', 'parity'), dataset, formats, log });
}

/** What TensorBoard does not read of its event files as it was written. */
async function readEventFiles({ require, only = 'interop' }: { require: boolean; only?: string | undefined }) {
  const python = await findPython(require, 'requirements-interop.txt');
  if (python === undefined || !['interop', 'tensorboard'].includes(only)) return [];
  const wrong = await tensorboardParity(python, root);
  console.log(`TensorBoard's reader: ${wrong.length === 0 ? 'ok' : 'FAILED'}\n${wrong.join('\n')}`);
  return wrong.map((each) => `TensorBoard, ${each}`);
}

/** What a tracking server of MLflow's has otherwise than it was exported. */
async function askTrackingServer({ require, only = 'interop' }: { require: boolean; only?: string | undefined }) {
  if (!['interop', 'mlflow'].includes(only)) return [];
  const python = await findPython(require, 'requirements-mlflow.txt');
  if (python === undefined) return [];
  log("MLflow's tracking server…");
  const wrong = await mlflowParity(python, root);
  console.log(`MLflow's tracking server: ${wrong.length === 0 ? 'ok' : 'FAILED'}\n${wrong.join('\n')}`);
  return wrong.map((each) => `MLflow, ${each}`);
}

/** Without Python nothing can be compared: said so that nobody overlooks it. */
async function findPython(require: boolean, requirements = 'requirements.txt'): Promise<string | undefined> {
  const requirementsFile = join(root, 'test', 'parity', requirements);
  try {
    return await pythonEnvironment({ cacheFolder: cacheFolder(), requirementsFile, log });
  } catch (error) {
    if (!(error instanceof PythonMissingError) || require) throw error;
    log(`${'*'.repeat(80)}\nPARITY TESTS SKIPPED: ${error.message}\n${'*'.repeat(80)}`);
    return undefined;
  }
}

/** A short real run through the command line, its figures against scikit-learn's. */
async function compareMetrics({ python, dataset }: Settings): Promise<MetricComparison[]> {
  log('A short run through the command line, for scikit-learn…');
  const definition = join(root, 'data', 'ann.model.jsonc');
  const run = await cliRun(join(root, 'dist', 'cli.cjs'), [definition, '--limit', '5000', '--epochs', '2']);
  try {
    const scripts = join(root, 'test', 'parity');
    return await metricsParity(run.folder, run.evaluation, dataset.test, { python, scripts });
  } finally {
    rmSync(run.runsFolder, { recursive: true, force: true });
  }
}

function exportTable(results: readonly ExportComparison[]): string {
  const rows = results.map(({ name, format, difference }) => [
    name,
    format,
    difference.toExponential(1),
    difference <= EXPORT_TOLERANCE ? 'ok' : 'FAILED',
  ]);
  return `\n${textTable(['exported', 'as', 'largest difference of a probability', ''], rows)}`;
}

function trainedTable(results: readonly TrainedComparison[]): string {
  const head = ['trained', 'as', 'right', 'other classes', 'largest difference of a probability from the stored', ''];
  const rows = results.map((result) => [
    result.name,
    result.format,
    `${(100 * result.accuracy).toFixed(1)} %`,
    String(result.otherClasses),
    result.difference.toExponential(1),
    isSame(result) ? 'ok' : 'FAILED',
  ]);
  return `\n${textTable(head, rows)}`;
}

function backboneTable(results: readonly BackboneComparison[]): string {
  const head = ['Backbone', 'features', 'largest difference from Keras', ''];
  const rows = results.map(({ name, features, difference }) => [
    name,
    String(features),
    difference.toExponential(1),
    difference <= FEATURE_TOLERANCE ? 'ok' : 'FAILED',
  ]);
  return `\n${textTable(head, rows)}`;
}

function mapTable(results: readonly GradCamComparison[]): string {
  const rows = results.map(({ name, layers, difference }) => [
    name,
    String(layers),
    difference.toExponential(1),
    difference <= MAP_TOLERANCE ? 'ok' : 'FAILED',
  ]);
  return `\n${textTable(['Grad-CAM', 'layers', 'largest difference from Keras', ''], rows)}`;
}

function stepTable(results: readonly StepParityResult[]): string {
  const shown = (distance: Distance | undefined) => distance?.largest.toExponential(1) ?? '';
  const head = ['50 steps', 'loss', 'Δ loss', 'at', 'Δ before', 'Δ after', 'Δ PyTorch', 'itself', 'sabotaged', ''];
  const rows = results.map((result) => [
    result.name,
    result.losses.map((loss) => loss.toFixed(3)).join(' → '),
    shown(result.loss),
    String(result.loss.at + 1),
    shown(result.before),
    shown(result.after),
    shown(result.torch),
    shown(result.itself),
    shown(result.sabotaged),
    `${result.passed ? 'ok' : 'FAILED'}${result.isChaotic ? '*' : ''}`,
  ]);
  return `\n${textTable(head, rows)}
Δ loss: largest relative difference from Keras's, and its step. Δ before, Δ after: largest difference of a probability
from Keras's before and after training; Δ PyTorch: before training. All must be ≤ ${TOLERANCE}. Itself: Keras's own Δ loss
when its initial weights are rounded otherwise. Sabotaged: Δ loss from a Keras with one option changed; must be greater.
* Chaotic: Keras does not agree with itself; Δ loss must be ≤ 3 × itself.\n`;
}

function metricTable(results: readonly MetricComparison[]): string {
  const rows = results.map(({ name, own, reference, difference }) => [
    name,
    own?.toFixed(6) ?? '',
    reference?.toFixed(6) ?? '',
    difference.toExponential(1),
    difference <= METRIC_TOLERANCE ? 'ok' : 'FAILED',
  ]);
  return textTable(['metric', 'bakeoff', 'scikit-learn', 'difference', ''], rows);
}

function recipeTable(results: readonly RecipeParityResult[]): string {
  const accuracies = (runs: RecipeParityResult['own']) => runs.map((run) => run.testAccuracy.toFixed(4)).join(' ');
  const rows = results.flatMap((result) => [
    [`${result.model}, bakeoff`, result.ownMedian.toFixed(4), accuracies(result.own), result.passed ? 'ok' : 'FAILED'],
    [`${result.model}, Keras`, result.kerasMedian.toFixed(4), accuracies(result.keras), ''],
  ]);
  const { ann, cnn, distance } = recipeTargets;
  return `\n${textTable(['published recipe', 'median', 'each seed', ''], rows)}
Required: ANN ≥ ${ann}, CNN ≥ ${cnn}, within ${distance * 100} points of Keras.\n`;
}

main().then(
  (passed) => {
    process.exitCode = passed ? 0 : 1;
  },
  (error: unknown) => {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  },
);
