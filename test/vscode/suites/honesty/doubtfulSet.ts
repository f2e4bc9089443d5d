import { join } from 'node:path';
import { randomStream } from '../../../../src/core/random.js';
import { encodeIdx } from '../../../../src/datasets/idx.js';
import { writeIdxParts } from '../../../support/idxFixture.js';

export const RUN_ID = '20310405-060708-cnn-s0-77aa';
const SIDE = 6;
const TRAIN = 180;
const TEST = 60;

/** Images with another class's label; several, as of those the surest half is suspected. */
export const mislabelled = { train: [31, 62, 120], test: [13, 25, 41, 50] } as const;
/** A test image that is also a training image. */
export const leaked = { train: 5, test: 2 } as const;

/** Three classes that anybody can tell apart, each a bright pair of rows; a leak, and a few labels that are wrong. */
export function writeDoubtfulSet(workspace: string): string {
  const [train, test] = [part('train', TRAIN), part('test', TEST)];
  for (const image of mislabelled.train) train.labels[image] = (image + 1) % 3;
  for (const image of mislabelled.test) test.labels[image] = (image + 1) % 3;
  const size = SIDE * SIDE;
  test.images.set(train.images.subarray(leaked.train * size, (leaked.train + 1) * size), leaked.test * size);
  const images = ({ labels, images: data }: typeof train) =>
    encodeIdx({ elementType: 'uint8', shape: [labels.length, SIDE, SIDE], data });
  const labels = ({ labels: data }: typeof train) => encodeIdx({ elementType: 'uint8', shape: [data.length], data });
  writeIdxParts(join(workspace, 'set'), {
    trainImages: images(train),
    trainLabels: labels(train),
    testImages: images(test),
    testLabels: labels(test),
  });
  return `idx:${join(workspace, 'set')}`;
}

/** Of a run that is wrong about every fifth test image, and about no other. */
export function runProbabilities(): Float32Array {
  return Float32Array.from({ length: TEST * 3 }, (_, at) => {
    const image = Math.floor(at / 3);
    const predicted = (image + (image % 5 === leaked.test ? 1 : 0)) % 3;
    return at % 3 === predicted ? 0.8 : 0.1;
  });
}

function part(name: string, count: number) {
  const random = randomStream(7, name);
  const labels = Uint8Array.from({ length: count }, (_, image) => image % 3);
  const images = new Uint8Array(count * SIDE * SIDE);
  for (let at = 0; at < images.length; at += 1) {
    const row = Math.floor((at % (SIDE * SIDE)) / SIDE);
    const isBright = Math.floor(row / 2) === labels[Math.floor(at / (SIDE * SIDE))];
    images[at] = Math.round((isBright ? 150 : 20) + 80 * random.uniform());
  }
  return { labels, images };
}
