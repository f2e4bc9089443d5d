import type { LabelledImages } from '../dataset.js';
import type { TensorData } from '../engine.js';
import { formatDuration } from '../format.js';
import { randomStream } from '../random.js';
import type { EvidenceLayer } from './evidenceLayers.js';
import { fitLayers } from './fitLayers.js';
import { activationsOf, GatheredLayer } from './gatheredLayer.js';
import { type LayerEvidence, type LayerProbe, type LayerVotes, layerChanges, NOT_ASKED } from './layerEvidence.js';
import { MS_PER_PRODUCT, probeCount } from './probeCount.js';
import { fitRidgeProbe, probeCost, type RidgeProbe } from './ridgeProbe.js';
import { VoteCount } from './voteCount.js';

/** A model's layers, as `EvidenceSession` gives them. */
export interface ProbedLayers {
  pooled(images: Uint8Array, count: number): Promise<Readonly<Record<string, TensorData>>>;
  means(images: Uint8Array, count: number): Promise<Readonly<Record<string, TensorData>>>;
  gradientNorms(images: Uint8Array, labels: Int32Array): Promise<ReadonlyMap<string, number>>;
}

export interface ProbeOptions {
  readonly session: ProbedLayers;
  readonly layers: readonly EvidenceLayer[];
  readonly test: LabelledImages;
  readonly classCount: number;
  /** The model's own `test.count × classCount`: what the output layer says. */
  readonly probabilities: Float32Array;
  /** The two classes that the model confuses most. */
  readonly pair: readonly [number, number] | undefined;
  /** Images that go through the model at once. */
  readonly batch: number;
  /** Milliseconds by any clock. */
  elapsed(): number;
  /** It must not take longer; Infinity where somebody waits for it. */
  readonly limitMs: number;
  /** Lets other work of the process be done; throws where this is no longer wanted. */
  breathe(): Promise<void>;
}

/** What was found, or why it was not looked for. */
export type ProbeOutcome =
  | { readonly evidence: Omit<LayerEvidence, 'trainingMs'>; readonly votes: LayerVotes }
  | { readonly skipped: string };

/** Images whose forward pass is timed, after as many that warm up. */
const TIMED_IMAGES = 32;
/** Of a small probe; the first ones warm up. */
const PRODUCT_ROUNDS = 8;
/** Images of the batch whose gradients are taken. */
const GRADIENT_IMAGES = 128;
/** Of the time there is, so much may be planned: plans are wrong. */
const PLANNED_SHARE = 0.7;

/**
 * Gathers evidence at layers. Probes are fitted on the first 1,000 test images of an order that is the same for every run on
 * so many test images, and vote on these as held out, and on all other test images: not one vote knew its image's label, and
 * none of the images was trained on, which would make late layers look better than they are. Where time is short, fewer
 * images are taken, then no others are voted on, then nothing is done.
 */
export async function probeLayers(options: ProbeOptions): Promise<ProbeOutcome> {
  const { layers, test, classCount, pair, elapsed, limitMs, breathe } = options;
  const start = elapsed();
  const leftMs = () => PLANNED_SHARE * limitMs - (elapsed() - start);
  const order = randomStream(0, 'probeImages').permutation(test.count);
  const msPerImage = await timeForward(options, order);
  const productMs = limitMs === Number.POSITIVE_INFINITY ? MS_PER_PRODUCT : timeProducts(elapsed);
  const count = probeCount(layers, test.count, msPerImage, leftMs(), productMs);
  if (count === undefined || test.count === 0)
    return { skipped: test.count === 0 ? 'There are no test images.' : tooShort(limitMs) };
  const chosen = order.subarray(0, count);
  const gathered = layers.map((layer) => new GatheredLayer(layer, count));
  for await (const { outputs, images } of forward(options, 'pooled', chosen))
    for (const layer of gathered) layer.add(outputs, images.length);
  const votes = new Uint16Array(layers.length * test.count).fill(NOT_ASKED);
  const counts = layers.map((_, index) => {
    const own = votes.subarray(index * test.count, (index + 1) * test.count);
    return new VoteCount(own, test.labels, classCount, pair);
  });
  const labels = Uint8Array.from(chosen, (image) => test.labels[image] ?? 0);
  const fitted = await fitLayers({ layers, gathered, labels, classCount, productMs, elapsed, leftMs, breathe });
  const { probes, late } = fitted;
  probes.forEach((probe, index) => {
    if (probe !== undefined) counts[index]?.add(chosen, probe.heldOutScores);
  });
  const others = order.subarray(count);
  // The means alone are cheaper than what was timed; the probes' scores are not counted.
  const isAll = others.length * msPerImage <= leftMs();
  if (isAll)
    for await (const { outputs, images } of forward(options, 'means', others))
      probes.forEach((probe, index) => {
        const layer = layers[index];
        if (probe !== undefined && layer !== undefined)
          counts[index]?.add(images, probe.score(activationsOf(outputs, layer, images.length)));
      });
  const voted = isAll ? order : chosen;
  counts.at(-1)?.add(voted, scoresOf(options, voted));
  for (const [index, twin] of fitted.twins) {
    votes.copyWithin(index * test.count, twin * test.count, (twin + 1) * test.count);
    counts[index] = counts[twin] as VoteCount;
  }
  const norms = leftMs() > 0 ? await gradientNorms(options, order) : new Map<string, number>();
  const said = { layers: layers.map(({ layer }) => layer.definition.name), count: test.count, votes };
  return {
    evidence: {
      version: 1,
      probeImages: count,
      votedImages: voted.length,
      ...(pair === undefined ? {} : { pair }),
      layers: layers.map((layer, index) => ({
        ...probeOf(layer, gathered[index], counts[index], probes[fitted.twins.get(index) ?? index], norms),
        ...changeCounts(said, layer, test.labels),
        ...(late.has(index)
          ? { note: 'It is so wide, and the training was so short, that there was no time for it.' }
          : {}),
      })),
      durationMs: elapsed() - start,
    },
    votes: said,
  };
}

/** Why nothing was done in `limitMs`. */
export function tooShort(limitMs: number): string {
  return `The training was so short that looking at its layers would have taken more than a tenth of it (${formatDuration(limitMs)}).`;
}

/** The two classes that are taken for each other most often; undefined where none is. */
export function mostConfusedPair(confusion: readonly (readonly number[])[]): readonly [number, number] | undefined {
  let [most, found]: [number, readonly [number, number] | undefined] = [0, undefined];
  for (let first = 0; first < confusion.length; first += 1)
    for (let second = first + 1; second < confusion.length; second += 1) {
      const both = (confusion[first]?.[second] ?? 0) + (confusion[second]?.[first] ?? 0);
      if (both > most) [most, found] = [both, [first, second]];
    }
  return found;
}

function probeOf(
  { layer, after, units, positions }: EvidenceLayer,
  gathered: GatheredLayer | undefined,
  count: VoteCount | undefined,
  probe: RidgeProbe | undefined,
  norms: ReadonlyMap<string, number>,
): Omit<LayerProbe, 'lost' | 'gained'> {
  const { name } = layer.definition;
  const accuracy = count?.accuracy ?? null;
  return {
    name,
    after,
    units,
    positions,
    accuracy,
    pairAccuracy: count?.pairAccuracy ?? null,
    pairImages: count?.pairImages ?? 0,
    deadUnits: gathered?.deadUnits ?? 0,
    activationNorm: finite(gathered?.norm),
    gradientNorm: finite(norms.get(name)),
    penalty: probe?.penalty ?? null,
    ...(accuracy === null
      ? { note: 'Its units give the same numbers for every image, or none that are numbers.' }
      : {}),
  };
}

function changeCounts(votes: LayerVotes, { layer, after }: EvidenceLayer, labels: ArrayLike<number>) {
  const { lost, gained } = layerChanges(votes, { name: layer.definition.name, after }, labels);
  return { lost: lost.length, gained: gained.length };
}

/**
 * A small probe, fitted until it is no longer slow because it is new to the machine, and then by the clock: a busy machine is
 * slower than an idle one by far.
 */
function timeProducts(elapsed: () => number): number {
  const [rows, features] = [256, 48];
  const values = Float32Array.from({ length: rows * features }, (_, at) => Math.sin(at * (1 + (at % 7))));
  const labels = Uint8Array.from({ length: rows }, (_, row) => row % 2);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < PRODUCT_ROUNDS; round += 1) {
    const start = elapsed();
    fitRidgeProbe({ rows, features, values }, labels, 2);
    least = Math.min(least, elapsed() - start);
  }
  return Math.max(MS_PER_PRODUCT, least / probeCost(rows, features));
}

async function timeForward(options: ProbeOptions, order: Uint32Array): Promise<number> {
  if (options.limitMs === Number.POSITIVE_INFINITY) return 0;
  const some = order.subarray(0, TIMED_IMAGES);
  let took = 0;
  for (const _ of ['warm up', 'time']) {
    const start = options.elapsed();
    for await (const __ of forward(options, 'pooled', some));
    took = options.elapsed() - start;
  }
  return took / Math.max(1, some.length);
}

async function* forward(
  { session, test, batch, breathe }: ProbeOptions,
  what: 'pooled' | 'means',
  images: Uint32Array,
) {
  for (let start = 0; start < images.length; start += batch) {
    await breathe();
    const some = images.subarray(start, start + batch);
    yield { outputs: await session[what](pixelsOf(test, some), some.length), images: some };
  }
}

async function gradientNorms({ session, test, batch }: ProbeOptions, order: Uint32Array) {
  const some = order.subarray(0, Math.min(GRADIENT_IMAGES, batch));
  return session.gradientNorms(
    pixelsOf(test, some),
    Int32Array.from(some, (image) => test.labels[image] ?? 0),
  );
}

function pixelsOf({ images, count }: LabelledImages, wanted: Uint32Array): Uint8Array {
  const size = images.length / Math.max(1, count);
  const pixels = new Uint8Array(wanted.length * size);
  wanted.forEach((image, row) => {
    pixels.set(images.subarray(image * size, (image + 1) * size), row * size);
  });
  return pixels;
}

function scoresOf({ probabilities, classCount }: ProbeOptions, images: Uint32Array): Float32Array {
  const scores = new Float32Array(images.length * classCount);
  images.forEach((image, row) => {
    scores.set(probabilities.subarray(image * classCount, (image + 1) * classCount), row * classCount);
  });
  return scores;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
