import { createHash } from 'node:crypto';
import type { RunStatus } from '../../core/run/state.js';
import { ExportError, type ExportedFile, type ExportSource, textFile } from '../exporter.js';
import { classNamesFile } from '../exportParts.js';
import { exportOnnx } from '../onnx/exportOnnx.js';
import { epochFigures, runParameters, testFigures } from '../runFacts.js';
import type { MetricPoint } from './mlflowAnswers.js';

/** A key and a text, as MLflow has parameters and tags. */
export type MlflowPair = readonly [key: string, value: string];

/** A run as MLflow keeps one. The same run gives the same, to the byte. */
export interface MlflowRun {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  readonly endTime: number;
  readonly status: 'FINISHED' | 'KILLED' | 'FAILED';
  readonly params: readonly MlflowPair[];
  readonly tags: readonly MlflowPair[];
  readonly metrics: readonly MetricPoint[];
  readonly artifacts: readonly ExportedFile[];
  /** What tells it from any other content: hexadecimal. */
  readonly digest: string;
  /** What is not in it, and why; for people. */
  readonly notes: readonly string[];
}

/** Tags by which an export finds again what it wrote before. */
export const identityTags = {
  run: 'model_bakeoff.run_id',
  comparison: 'model_bakeoff.comparison',
  /** Set last: what was written in full. */
  written: 'model_bakeoff.export',
} as const;

/** The least that any MLflow from 2.0 on takes: newer ones take more. */
const MAXIMUM_PARAM_LENGTH = 500;
const MAXIMUM_TAG_LENGTH = 5000;

const statuses: Readonly<Record<RunStatus, MlflowRun['status']>> = {
  completed: 'FINISHED',
  stopped: 'KILLED',
  interrupted: 'KILLED',
  failed: 'FAILED',
  running: 'KILLED',
};

/** What MLflow is told of a run. `label` is a person's name for it. Metrics are called as MLflow's own logging for Keras does. */
export function mlflowRun(source: ExportSource, label: string | undefined): MlflowRun {
  const { state, runId } = source;
  const startTime = state.startTime ?? 0;
  const endTime = Math.max(startTime, state.lastTime ?? startTime);
  const { artifacts, notes } = artifactsOf(source);
  const content = {
    name: label ?? runId,
    startTime,
    endTime,
    status: statuses[state.status],
    params: pairs(runParameters(source), MAXIMUM_PARAM_LENGTH),
    tags: pairs(tagsOf(source, label), MAXIMUM_TAG_LENGTH),
    metrics: metricsOf(source, endTime),
  };
  return { ...content, artifacts, notes, digest: digestOf(content, artifacts) };
}

function metricsOf({ state }: ExportSource, endTime: number): readonly MetricPoint[] {
  const epochs = epochFigures(state);
  const points = (figures: Readonly<Record<string, number>>, prefix: string, step: number, timestamp: number) =>
    Object.entries(figures).map(([name, value]) => ({ key: `${prefix}${name}`, value, timestamp, step }));
  return [
    ...epochs.flatMap(({ epoch, time, train, validation }) => [
      ...points(train, '', epoch, time),
      ...points(validation, 'val_', epoch, time),
    ]),
    ...points(testFigures(state), 'test_', epochs.at(-1)?.epoch ?? 0, endTime),
  ];
}

function tagsOf({ runId, started, state, definition }: ExportSource, label: string | undefined) {
  const { request, gitRevision, versions } = started;
  const file = request.definitionPath.split(/[\\/]/).at(-1) ?? '';
  const note = [label, definition.description].filter((text) => text !== undefined).join('\n\n');
  return {
    'mlflow.source.type': 'LOCAL',
    'mlflow.source.name': file,
    'mlflow.source.git.commit': gitRevision,
    'mlflow.note.content': note,
    [identityTags.run]: runId,
    [identityTags.comparison]: request.comparison,
    'model_bakeoff.version': versions['model-bakeoff'],
    'model_bakeoff.model': started.modelName,
    'model_bakeoff.seed': String(request.seed),
    // Runs that differ in their seed alone have these two in common.
    'model_bakeoff.dataset': started.dataset.id,
    'model_bakeoff.definition': sha256(request.definitionText),
    'model_bakeoff.weights': state.weightsHash,
    'model_bakeoff.status': state.status,
  };
}

/** The definition, what the test images say of it, and the model for whatever runs ONNX. */
function artifactsOf(source: ExportSource): Pick<MlflowRun, 'artifacts' | 'notes'> {
  const { started, state } = source;
  const files = [
    textFile('definition.model.jsonc', started.request.definitionText),
    classNamesFile(started),
    ...(state.evaluation === undefined
      ? []
      : [textFile('evaluation.json', `${JSON.stringify(state.evaluation, null, 2)}\n`)]),
  ];
  try {
    const model = exportOnnx(source).map((file) => ({ ...file, path: file.path || 'model.onnx' }));
    return { artifacts: [...files, ...model], notes: [] };
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return { artifacts: files, notes: [`The model is not among the artifacts: ${error.message}`] };
  }
}

function pairs(values: Readonly<Record<string, string | undefined>>, maximumLength: number): readonly MlflowPair[] {
  return Object.entries(values).flatMap(([key, value]): MlflowPair[] =>
    value === undefined || value === '' ? [] : [[key, cut(value, maximumLength)]],
  );
}

/** Never between the halves of a character. */
function cut(text: string, maximumLength: number): string {
  return text.slice(0, maximumLength).replace(/[\ud800-\udbff]$/, '');
}

function digestOf(content: object, artifacts: readonly ExportedFile[]): string {
  const hash = createHash('sha256').update(JSON.stringify(content));
  for (const { path, bytes } of artifacts) hash.update(path).update(createHash('sha256').update(bytes).digest());
  return hash.digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
