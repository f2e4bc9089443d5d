// Makes the embedded backbone from the weights that Google published for TensorFlow.js:
// `node data/backbones/make-backbone.mjs FOLDER [TARGET]`, FOLDER with model.json and the shards of MobileNet v1 1.0, 224
// (https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_1.0_224/).
//
// It keeps the layers up to and with conv_pw_6, in their order, as half-precision numbers (IEEE 754 binary16, to nearest,
// ties to even), and writes them as TensorFlow.js does: a list in model.json, the numbers in weights.bin. Nothing else is
// changed. Each shard that is read is checked first.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SHA-256 of model.json and of all the shards that are read, one after the other in the order of the layers. */
const published = {
  manifest: '036a3649b6ae0bed38bb2af88fe8dc811161f6ee84039a8163799ec764282b85',
  shards: 'f6dce07dddb6753e077fe70db253f3f4000779c623d783c05ebe697e66880bb1',
};
const blocks = [1, 2, 3, 4, 5, 6].flatMap((block) => [`conv_dw_${block}`, `conv_pw_${block}`]);
const layers = ['conv1', ...blocks].flatMap((name) => [name, `${name}_bn`]);

const [source, target = join(dirname(fileURLToPath(import.meta.url)), 'mobilenetV1')] = process.argv.slice(2);
if (source === undefined) throw new Error('Name the folder with model.json and the shards.');
const manifestText = readFileSync(join(source, 'model.json'));
requireHash('model.json', [manifestText], published.manifest);
const groups = JSON.parse(manifestText.toString('utf8')).weightsManifest;

const weights = [];
const numbers = [];
const shards = [];
for (const layer of layers) {
  const group = groups.find((candidate) => candidate.weights.some(({ name }) => name.startsWith(`${layer}/`)));
  const bytes = Buffer.concat(group.paths.map((path) => readFileSync(join(source, path))));
  shards.push(bytes);
  let offset = 0;
  for (const { name, shape, dtype } of group.weights) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (dtype !== 'float32') throw new Error(`${name} is ${dtype}, not float32.`);
    const halves = Buffer.alloc(size * 2);
    for (let index = 0; index < size; index += 1)
      halves.writeUInt16LE(toHalf(bytes.readFloatLE(offset + 4 * index)), 2 * index);
    offset += 4 * size;
    numbers.push(halves);
    weights.push({ name, shape, dtype, quantization: { dtype: 'float16', original_dtype: 'float32' } });
  }
  if (offset !== bytes.length) throw new Error(`${layer} has ${bytes.length} bytes, its weights ${offset}.`);
}
requireHash('the shards', shards, published.shards);

const model = {
  format: 'layers-model',
  generatedBy:
    'make-backbone.mjs of Model Bake-off, from mobilenet_v1_1.0_224 of TensorFlow.js, layers up to conv_pw_6',
  weightsManifest: [{ paths: ['weights.bin'], weights }],
};
writeFileSync(join(target, 'model.json'), `${JSON.stringify(model)}\n`);
writeFileSync(join(target, 'weights.bin'), Buffer.concat(numbers));
for (const file of ['model.json', 'weights.bin']) {
  const bytes = readFileSync(join(target, file));
  console.log(`${file}: ${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`);
}

function requireHash(what, parts, expected) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const received = hash.digest('hex');
  if (received !== expected)
    throw new Error(`${what}: SHA-256 is ${received}, not that of the published files, ${expected}.`);
}

/** The nearest half-precision number, ties to even. @throws Error for one that is too large. */
function toHalf(value) {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (!(magnitude < 65520)) throw new Error(`${value} is too large for half precision.`);
  if (magnitude < 2 ** -24 / 2) return sign;
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), -14);
  const scaled = magnitude / 2 ** (exponent - 10);
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  // A fraction that rounds up to 2 carries into the exponent by itself.
  return sign | (exponent === -14 && rounded < 1024 ? rounded : ((exponent + 14) << 10) + rounded);
}
