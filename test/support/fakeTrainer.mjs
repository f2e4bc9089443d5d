// A trainer that misbehaves as FAKE_TRAINER says; it speaks the messages of src/runs/trainerMessages.ts. FAKE_EVENTS is a
// file of events: each is appended to the run folder, then sent.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const behaviour = process.env.FAKE_TRAINER;
const send = (message) => new Promise((resolve) => process.send(message, undefined, undefined, resolve));
const forever = () => setInterval(() => undefined, 1_000);

async function tell(runFolder, lines, { silently = false } = {}) {
  for (const line of lines) {
    appendFileSync(path.join(runFolder, 'events.ndjson'), `${line}\n`);
    if (!silently) await send({ type: 'event', event: JSON.parse(line) });
  }
}

async function start({ runFolder }) {
  const lines = readFileSync(process.env.FAKE_EVENTS, 'utf8').trim().split('\n');
  const beginning = lines.slice(0, 5);
  switch (behaviour) {
    case 'complete':
      await tell(runFolder, lines);
      process.stdout.write(`arguments ${process.execArgv.join(' ')}; hello ${process.env.FAKE_HELLO}\n`);
      process.exit();
      break;
    case 'die silently':
      await tell(runFolder, beginning);
      process.exit();
      break;
    case 'die at once':
      process.stderr.write('libtensorflow.so.2: cannot open shared object file\n', () => process.exit(127));
      break;
    case 'die of a signal':
      await tell(runFolder, beginning);
      appendFileSync(path.join(runFolder, 'events.ndjson'), '{"type":"epochEn');
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'spam':
      await tell(runFolder, beginning);
      for (let i = 0; i < 1_200; i += 1) process.stderr.write(`${'x'.repeat(9_999)}\n`);
      process.stderr.write('the last words\n\n', () => process.exit(3));
      break;
    case 'forget to send':
      await tell(runFolder, beginning);
      await tell(runFolder, lines.slice(5), { silently: true });
      process.exit();
      break;
    case 'send nonsense':
      await send({ type: 'event', event: { type: 'epochEnded', epoch: 'one' } });
      await send({ type: 'weather', text: 'fine' });
      await tell(runFolder, lines);
      process.exit();
      break;
    case 'ignore stop': {
      await tell(runFolder, beginning);
      process.on('SIGTERM', () => undefined);
      const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)']);
      writeFileSync(path.join(runFolder, 'pids'), `${process.pid} ${child.pid}`);
      await send({ type: 'event', event: JSON.parse(lines[5]) });
      forever();
      break;
    }
    case 'stop when told':
      await tell(runFolder, beginning);
      forever();
      break;
    default:
      throw new Error(`unknown behaviour ${behaviour}`);
  }
}

async function stop({ reason }) {
  if (behaviour === 'ignore stop') return;
  if (behaviour === 'stop when told') {
    const event = { type: 'runStopped', time: Date.now(), durationMs: 1, reason };
    await send({ type: 'event', event });
  }
  process.exit();
}

async function evaluate(message) {
  if (behaviour === 'fail tasks')
    await send({
      type: 'taskFailed',
      id: message.id,
      code: 'dataset-unavailable',
      message: 'There is no such dataset.',
    });
  else if (behaviour === 'die silently') process.exit(9);
  else if (behaviour === 'never answer') forever();
  else await send({ type: 'evaluated', id: message.id, dataset: { id: message.dataset }, metrics: { logLoss: 0.5 } });
}

/** Every class is as probable as the others. */
async function predictSplit({ id, runFolder, split }) {
  if (behaviour === 'die silently') process.exit(9);
  if (behaviour === 'never answer') return forever();
  const [line] = readFileSync(path.join(runFolder, 'events.ndjson'), 'utf8').split('\n', 1);
  const { dataset, trainCount, validationCount } = JSON.parse(line);
  const count = split === 'train' ? trainCount : validationCount;
  const classCount = dataset.classNames.length;
  await send({ type: 'taskProgress', id, done: 1, total: count });
  const probabilities = new Float32Array(count * classCount).fill(1 / classCount);
  writeFileSync(path.join(runFolder, `predictions.${split}.bin`), Buffer.from(probabilities.buffer));
  await send({ type: 'splitPredicted', id, count });
}

/** Its process in place of a probability, so that it is known who answered. */
async function activations({ id, image }) {
  if (behaviour === 'die of activations') process.exit(9);
  const map = { height: 1, width: 2, low: 0, high: 1, bytes: 'AP8=' };
  const figures = { mean: Buffer.from(image, 'base64')[0], deviation: 0, zeroFraction: 0.5, nonFiniteFraction: 0 };
  const layer = { name: 'dense', type: 'dense', outputShape: [2], ...figures, map };
  await send({ type: 'activationsRead', id, layers: [layer], probabilities: [0.25, null, process.pid] });
}

const floats = (...values) => Buffer.from(Float32Array.from(values).buffer).toString('base64');

/** The process, the class and what was told from it as a map of a row, so that it is known who answered what. */
async function gradCam({ id, classIndex, against = -1 }) {
  if (behaviour === 'never answer') return forever();
  const layer = { name: 'conv', type: 'conv2d', height: 1, width: 3, isConvolution: true };
  const map = floats(process.pid, classIndex, against);
  await send({ type: 'gradCamRead', id, layers: [{ ...layer, map }], probabilities: [1] });
}

/** What a part is hidden by as its drop. */
async function occlusion({ id, fill }) {
  const grid = { patch: 1, stride: 1, tops: [0], lefts: [0] };
  await send({ type: 'occlusionRead', id, grid, probability: null, drops: floats(...fill) });
}

/** Known once they have been computed. */
async function featureNeighbours({ id, runFolder, except = -1 }) {
  const neighbours = [0, 1, 2].filter((image) => image !== except).map((image) => ({ image, distance: image / 4 }));
  const isThere = existsSync(path.join(runFolder, 'features'));
  await send({ type: 'featureNeighboursFound', id, layer: 'dense', size: 2, ...(isThere ? { neighbours } : {}) });
}

async function trainFeatures({ id, runFolder }) {
  if (behaviour === 'never answer') return forever();
  if (behaviour !== 'lose features') writeFileSync(path.join(runFolder, 'features'), '');
  await send({ type: 'taskProgress', id, done: 1, total: 2 });
  await send({ type: 'trainFeaturesKept', id, images: 2, bytes: 8 });
}

async function classify({ id, images }) {
  await send({
    type: 'classified',
    id,
    probabilities: images.map((_, index) => (index === 0 ? [null, null] : [0.25, 0.75])),
  });
}

process.on('message', (message) => {
  const explain = { gradCam, occlusion, featureNeighbours, trainFeatures, classify, cancel: () => undefined };
  const handlers = { start, stop, evaluate, predictSplit, activations, ...explain };
  handlers[message.type](message);
});
process.on('disconnect', () => process.exit());
await send({ type: 'ready' });
