// Makes the embedded sample from the full Fashion-MNIST set: `npm run sample:make -- [FOLDER OF THE FULL SET] [TARGET]`.
//
// Stratified: 600 training and 100 test images of each class, each from its own split of the full set. Within a split
// and class, the images with the smallest SHA-256("<seed>:<split>:<index>") are taken, index from 0: a choice that any
// language can repeat. Should an image be equal, byte for byte, to one taken already, the next one is taken in its
// place; test images are chosen first. The images keep the order that they have in the full set.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const SEED = 'model-bakeoff';
const CLASS_COUNT = 10;
const IMAGE_BYTES = 28 * 28;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;

/** SHA-256 of the decompressed files of the full set: nothing else is sampled. */
const published = {
  'train-images-idx3-ubyte': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  'train-labels-idx1-ubyte': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  't10k-images-idx3-ubyte': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  't10k-labels-idx1-ubyte': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
};

const source = process.argv[2] ?? '/usr/share/datasets/fashion-mnist';
const target = process.argv[3] ?? dirname(fileURLToPath(import.meta.url));
const taken = new Set();

writeSplit('t10k', 100);
writeSplit('train', 600);

function writeSplit(split, perClass) {
  const images = readPublished(`${split}-images-idx3-ubyte`);
  const labels = readPublished(`${split}-labels-idx1-ubyte`).subarray(LABELS_HEADER);
  const imageAt = (index) =>
    images.subarray(IMAGES_HEADER + index * IMAGE_BYTES, IMAGES_HEADER + (index + 1) * IMAGE_BYTES);

  const ranked = Array.from(labels, (label, index) => ({ label, index, rank: sha256(`${SEED}:${split}:${index}`) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const counts = new Array(CLASS_COUNT).fill(0);
  const chosen = [];
  for (const { label, index } of ranked) {
    const content = sha256(imageAt(index));
    if (counts[label] === perClass || taken.has(content)) continue;
    taken.add(content);
    counts[label] += 1;
    chosen.push(index);
  }
  chosen.sort((a, b) => a - b);

  const imagesHeader = Buffer.from(images.subarray(0, IMAGES_HEADER));
  imagesHeader.writeUInt32BE(chosen.length, 4);
  const labelsHeader = Buffer.from([0, 0, 8, 1, 0, 0, 0, 0]);
  labelsHeader.writeUInt32BE(chosen.length, 4);
  write(`${split}-images-idx3-ubyte`, Buffer.concat([imagesHeader, ...chosen.map(imageAt)]));
  write(`${split}-labels-idx1-ubyte`, Buffer.concat([labelsHeader, Buffer.from(chosen.map((index) => labels[index]))]));
}

function readPublished(name) {
  const path = join(source, `${name}.gz`);
  const bytes = gunzipSync(readFileSync(path));
  if (sha256(bytes) !== published[name]) throw new Error(`${path} is not the published file`);
  return bytes;
}

function write(name, bytes) {
  const compressed = gzipSync(bytes, { level: 9, memLevel: 9 });
  writeFileSync(join(target, `${name}.gz`), compressed);
  process.stdout.write(`${sha256(bytes)}  ${name}  ${bytes.length} bytes, ${compressed.length} compressed\n`);
}

function sha256(content) {
  return createHash('sha256').update(content).digest('hex');
}
