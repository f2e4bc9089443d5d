import type { DatasetDescription, DatasetSource } from '../dataset.js';
import type { EngineDescription } from '../engine.js';
import { formatCount, printable } from '../format.js';
import type { BackboneRecord, RunStarted } from '../run/events.js';

const places: Readonly<Record<DatasetSource['kind'], string>> = {
  folder: 'from the folder',
  cache: 'from the cache',
  system: "from the system's package in",
  download: 'downloaded to',
  embedded: 'from',
};

/** Which images a run used, in one line that never lets a sample pass for the whole set. */
export function datasetLine(dataset: DatasetDescription): string {
  const { source } = dataset;
  const counts = `${formatCount(dataset.trainCount)} training and ${formatCount(dataset.testCount)} test images`;
  const place = `${places[source.kind]} ${printable(source.location)}`;
  return `${nameOf(dataset)}: ${counts}, ${place} (checksum ${printable(dataset.checksum.slice(0, 8))})`;
}

/** The dataset's name, which says that it is a sample if it is one. */
function nameOf({ name, source }: DatasetDescription): string {
  const text = printable(name);
  return source.isSample && !/sample/i.test(text) ? `${text} (embedded sample)` : text;
}

/** What a reader of a sample's figures must know; undefined for a whole set. */
export function sampleNote(dataset: DatasetDescription): string | undefined {
  if (!dataset.source.isSample) return undefined;
  return (
    `A SAMPLE was used (${nameOf(dataset)}): its figures must not be taken for the full set's, nor compared with them. ` +
    `Get the full set with: bakeoff dataset fetch ${printable(dataset.id)}`
  );
}

/** How the images were divided: `48,000 trained on, 12,000 held out, 10,000 tested`. */
export function splitLine(started: RunStarted): string {
  const { trainCount, validationCount, testCount, request } = started;
  const limited = request.limit === undefined ? '' : ` (limited by --limit ${request.limit})`;
  return `${formatCount(trainCount)} images trained on${limited}, ${formatCount(validationCount)} held out to watch, ${formatCount(testCount)} tested`;
}

const weightPlaces: Readonly<Record<BackboneRecord['origin'], string>> = {
  embedded: 'embedded',
  cache: 'from the cache',
  folder: 'from the folder that was set',
  file: 'a file beside the definition',
  none: 'from initializers',
};

/** A published network in a model: which one, where it is cut, whose weights it began with. */
export function backboneLine({
  layer,
  network,
  alpha,
  inputSize,
  upTo,
  origin,
  title,
  checksum,
}: BackboneRecord): string {
  const width = alpha === 1 ? '' : ` ${alpha}`;
  const weights = title === undefined ? weightPlaces[origin] : `${printable(title)} (${weightPlaces[origin]})`;
  const hash = checksum === undefined ? '' : `, checksum ${printable(checksum.slice(0, 8))}`;
  return `${printable(layer)}: ${printable(network)}${width} at ${inputSize} px, cut after ${printable(upTo)}; weights ${weights}${hash}`;
}

/** What computed, with versions: `tensorflow (tensorflow 2.21.0, tfjs-node 4.22.0), 2 threads, avx2 fma`. */
export function engineLine(engine: EngineDescription): string {
  const versions = Object.entries(engine.versions).map(([name, version]) => printable(`${name} ${version}`));
  const threads = `${engine.threads} ${engine.threads === 1 ? 'thread' : 'threads'}`;
  const sets = engine.instructionSets.length === 0 ? '' : `, ${printable(engine.instructionSets.join(' '))}`;
  const note = engine.note === undefined ? '' : `. ${printable(engine.note)}`;
  return `${printable(engine.id)} (${versions.join(', ')}), ${threads}${sets}${note}`;
}

/** Versions of the product and of Node, as the run recorded them, and the machine where it was not this one. */
export function versionsLine(started: RunStarted): string {
  const versions = Object.entries(started.versions).map(([name, version]) => printable(`${name} ${version}`));
  const revision = started.gitRevision === undefined ? [] : [`git ${printable(started.gitRevision.slice(0, 12))}`];
  return [...versions, ...revision, ...ranOnText(started)].join(', ');
}

function ranOnText({ ranOn }: RunStarted): string[] {
  return ranOn === undefined ? [] : [`ran on ${printable(ranOn.host)} of ${printable(ranOn.address)}`];
}
