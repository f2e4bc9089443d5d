import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadDataset } from '../../src/datasets/index.js';
import { findTensorFlow } from '../../src/engines/install.js';

const root = path.resolve(__dirname, '../..');
const cli = path.join(root, 'dist', 'cli.cjs');
const data = path.join(root, 'data');

/** Why these tests cannot run here; undefined if they can. */
function reasonToSkip(): string | undefined {
  if (!existsSync(cli)) return 'dist/cli.cjs is not there: npm run build';
  if (findTensorFlow() === undefined) return 'the TensorFlow engine is not installed: bakeoff engine install';
  return undefined;
}

const reason = reasonToSkip();
if (reason !== undefined) process.stderr.write(`skipped: the command line on real images: ${reason}\n`);

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  argv: readonly string[],
  env: Record<string, string> = {},
  cwd = root,
): { child: ChildProcess; done: Promise<Outcome> } {
  const child = spawn(process.execPath, [cli, ...argv], {
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...env },
    cwd,
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes) => {
    out += bytes;
  });
  child.stderr.on('data', (bytes) => {
    err += bytes;
  });
  const done = new Promise<Outcome>((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, done };
}

const run = (...argv: string[]) => start(argv).done;

const lines = (outcome: Outcome) =>
  outcome.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe.skipIf(reason !== undefined)('the command line on real images', () => {
  let folder = '';
  let runs = '';
  const small = () => ['--epochs', '2', '--limit', '2000', '--runs', runs];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-e2e-'));
    runs = path.join(folder, 'runs');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('trains, and shows, evaluates and predicts with what it trained', async () => {
    const trained = await run('train', path.join(data, 'ann-relu.model.jsonc'), ...small());
    expect(trained.err).toMatch(/^ann-relu {2}epoch 2\/2 {2}loss \d\.\d{4} {2}acc \d+\.\d %/m);
    expect(trained.code).toBe(0);
    expect(trained.out).toContain('Confusion matrix');
    expect(trained.out).toMatch(/Images {6}Fashion-MNIST/);

    const shown = await run('runs', 'show', 'ann-relu', '--runs', runs);
    expect(shown.code).toBe(0);
    // The same report, from the disk.
    expect(trained.out).toContain(shown.out.trimEnd());

    const details = lines(await run('runs', 'show', 'latest', '--runs', runs, '--json'))[0];
    const { test, confusion } = details.evaluation;
    expect(details.metrics.testAccuracy).toBe(test.accuracy);
    expect(confusion.flat().reduce((a: number, b: number) => a + b)).toBe(test.count);
    expect(details.misclassified).toHaveLength(Math.round(test.count * (1 - test.accuracy)));

    const errors = await run('runs', 'show', 'latest', '--runs', runs, '--errors', '3');
    expect(errors.out).toMatch(/Misclassified test images: 3 of [\d]+/);

    const evaluated = lines(await run('evaluate', 'latest', '--runs', runs, '--json'))[0];
    expect(evaluated).toMatchObject({
      type: 'evaluation',
      test: { accuracy: test.accuracy, count: test.count },
      confusion,
    });
  });

  it('looks at the layers of what it trained', async () => {
    const shown = await run('layers', 'ann-relu', '--runs', runs);
    expect(shown.code, shown.err).toBe(0);
    expect(shown.out).toMatch(/dense_1 +│ +\d+\.\d %/);
    expect(shown.err).toMatch(/Probes are ridge regressions .* 1,000 test images/);

    const details = lines(await run('runs', 'show', 'ann-relu', '--runs', runs, '--json'))[0];
    const table = lines(await run('layers', 'ann-relu', '--runs', runs, '--json'))[0];
    const [first, , output] = table.layers;
    expect(table.layers.map(({ name }: { name: string }) => name)).toEqual(['dense', 'dense_1', 'dense_2']);
    expect(output.accuracy).toBeCloseTo(details.evaluation.test.accuracy, 10);
    // Chance is a tenth; two epochs on 2,000 images come far.
    expect(first.accuracy).toBeGreaterThan(0.5);
    expect(table.votedImages).toBe(details.evaluation.test.count);

    const image = details.misclassified[0].index;
    const votes = lines(await run('layers', 'ann-relu', '--image', String(image), '--runs', runs, '--json'))[0];
    expect(votes.wrongFrom).toMatch(/^dense/);
    expect(votes.votes.at(-1)).toMatchObject({ layer: 'dense_2', isRight: false });
    const [five] = lines(await run('layers', 'ann-relu', '--wrong', '5', '--runs', runs, '--json'));
    expect(five.images.map((one: { image: number }) => one.image)).toEqual(
      details.misclassified.slice(0, 5).map(({ index }: { index: number }) => index),
    );
    const text = await run('layers', 'ann-relu', '--wrong', '2', '--layer', 'dense', '--runs', runs);
    expect(text.out.match(/^Test image [\d,]+: .+, taken for .+ \(\d+\.\d %\)$/gm)).toHaveLength(2);
    const [, line] = /^.+ann-relu\.model\.jsonc:(\d+)$/m.exec(text.out) ?? [];
    const definition = await readFile(path.join(data, 'ann-relu.model.jsonc'), 'utf8');
    expect(definition.split('\n')[Number(line) - 1]).toContain('"dense"');
    expect(text.err).toMatch(/2 of [\d,]+ test images that went wrong at dense/);
    const changes = lines(await run('layers', 'ann-relu', '--layer', 'dense_2', '--runs', runs, '--json'))[0];
    const before = Math.round(table.layers[1].accuracy * table.votedImages);
    const after = Math.round(output.accuracy * table.votedImages);
    expect(changes.gained.length - changes.lost.length).toBe(after - before);

    const unknown = await run('layers', 'ann-relu', '--layer', 'conv9', '--runs', runs);
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('There are: dense, dense_1, dense_2') });
  });

  it('takes a picture for what it is', async () => {
    const dataset = await loadDataset('fashion-mnist');
    const [height, width] = dataset.imageShape;
    // A test image, four times as large and as a dark object on transparent ground: the way back must find it again.
    const scale = 4;
    const index = dataset.test.labels.indexOf(1);
    const png = new PNG({ width: width * scale, height: height * scale });
    for (let y = 0; y < height * scale; y += 1)
      for (let x = 0; x < width * scale; x += 1) {
        const pixel =
          dataset.test.images[(index * height + Math.floor(y / scale)) * width + Math.floor(x / scale)] ?? 0;
        png.data.set([0, 0, 0, pixel], (y * width * scale + x) * 4);
      }
    const file = path.join(folder, 'trousers.png');
    await writeFile(file, PNG.sync.write(png));
    const prediction = lines(await run('predict', 'latest', file, '--invert', '--runs', runs, '--json'))[0];
    expect(prediction).toMatchObject({ type: 'prediction', file });
    expect(prediction.classes).toHaveLength(5);
    expect(prediction.classes[0]).toMatchObject({ name: 'Trouser', index: 1 });
    const text = await run('predict', 'latest', file, file, '--invert', '--top', '2', '--runs', runs);
    expect(text.out.match(/Trouser +\d+\.\d % {2}█/g)).toHaveLength(2);
  });

  it('explains an image: classes, a map as a picture, training images that are alike', async () => {
    const file = path.join(folder, 'why', 'shirt.png');
    const explain = (...rest: string[]) => run('explain', 'latest', '--image', '17', '--runs', runs, ...rest);
    const [explained] = lines(await explain('--out', file, '--class', 'shirt', '--against', '0', '--json'));
    expect(explained).toMatchObject({ type: 'explanation', split: 'test', image: 17, file });
    expect(explained.classes).toHaveLength(5);
    expect(explained.map).toMatchObject({ kind: 'occlusion', classIndex: 6, against: 0, height: 28, width: 28 });
    expect(explained.map.facts.at(-1)).toContain('144 places 2 pixels apart');
    expect(explained.nearest).toHaveLength(6);
    const { width, height } = PNG.sync.read(await readFile(file));
    expect([width, height]).toEqual([3 * 224 + 4 * 8, 224 + 2 * 8]);
    const text = await explain('--no-nearest');
    expect(text.out).toMatch(/^test image 17, true class .+\n[\s\S]+Occlusion\n {2}Hiding /);
    expect(text.out).not.toContain('Training images');
    const refused = await explain('--layer', 'dense');
    expect(refused.err).toMatch(/has no convolution.+\n.*Look at the occlusion map/);
    expect((await explain('--class', 'Hat')).err).toMatch(/there is no class "Hat"\n.*The classes are T-shirt/);
    expect((await run('explain', 'latest', '--image', '99999', '--runs', runs)).code).toBe(2);
  });

  it('compares all models of a comparison, and compares the stored runs the same way', async () => {
    const compared = await run(
      'compare',
      path.join(data, 'fashion-mnist.bakeoff.jsonc'),
      ...small(),
      '--format',
      'csv',
    );
    expect(compared.code).toBe(0);
    const [header = '', ...rows] = compared.out.trimEnd().split('\r\n');
    expect(header).toMatch(/^model,runs,seeds,parameters,/);
    expect(rows.map((row) => row.split(',')[0])).toEqual(['ann', 'ann-relu', 'cnn', 'transfer']);
    expect(compared.err).toMatch(/^\[3\/4\] cnn {2}epoch 2\/2/m);
    const again = await run(
      'compare',
      ...rows.map((row) => row.split(',')[1] ?? ''),
      '--runs',
      runs,
      '--format',
      'csv',
    );
    expect(again.out).toBe(compared.out);
    const table = await run('compare', 'ann', 'cnn', '--runs', runs);
    for (const part of [
      'Test accuracy',
      'Worst classes',
      'Over the first',
      'Images: Fashion-MNIST',
      'Engine: tensorflow',
    ])
      expect(table.out).toContain(part);
  }, 300_000);

  it('prints machine-readable lines and nothing else with --json', async () => {
    const outcome = await run('train', path.join(data, 'ann-relu.model.jsonc'), ...small(), '--json');
    const types = lines(outcome).map(({ type }) => type);
    expect(types[0]).toBe('runStarted');
    expect(types.filter((type) => type === 'epochEnded')).toHaveLength(2);
    expect(types.slice(-2)).toEqual(['runCompleted', 'run']);
    expect([outcome.code, outcome.err]).toEqual([0, '']);
  });

  it('stops cleanly at Ctrl-C: the run is kept, nothing goes on, exit code 130', async () => {
    const { child, done } = start([
      'train',
      path.join(data, 'cnn.model.jsonc'),
      '--epochs',
      '50',
      '--runs',
      path.join(folder, 'stopped'),
      '--json',
    ]);
    await new Promise<void>((resolve) => {
      child.stdout?.on('data', (bytes) => {
        if (String(bytes).includes('batchesTrained')) resolve();
      });
    });
    child.kill('SIGINT');
    const outcome = await done;
    expect(outcome.code).toBe(130);
    expect(outcome.err).toMatch(/^Stopping after this step; the run is kept\./);
    const [stopped] = lines(await run('runs', '--runs', path.join(folder, 'stopped'), '--json'));
    expect(stopped).toMatchObject({ status: 'stopped', modelName: 'cnn' });
    expect(readdirSync(path.join(folder, 'stopped', stopped.runId))).not.toContain('trainer.pid');
  });

  it('ends at once at the second Ctrl-C, and leaves no trainer behind', async () => {
    const place = path.join(folder, 'killed');
    const argv = ['train', path.join(data, 'cnn.model.jsonc'), '--epochs', '50', '--runs', place];
    const { child, done } = start(argv);
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (bytes) => {
        if (String(bytes).includes('training on')) resolve();
      });
    });
    const [runId = ''] = readdirSync(place).filter((name) => !name.startsWith('.'));
    const { pid } = JSON.parse(await readFile(path.join(place, runId, 'trainer.pid'), 'utf8'));
    // A trainer that hears nothing: stopping it cleanly would take its full ten seconds.
    process.kill(pid, 'SIGSTOP');
    const told = new Promise<void>((resolve) => {
      child.stderr?.on('data', (bytes) => {
        if (String(bytes).includes('Press Ctrl-C again')) resolve();
      });
    });
    child.kill('SIGINT');
    await told;
    child.kill('SIGINT');
    const pressed = performance.now();
    expect((await done).code).toBe(130);
    expect(performance.now() - pressed).toBeLessThan(8_000);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    const [stopped] = lines(await run('runs', '--runs', place, '--json'));
    expect(stopped).toMatchObject({ status: 'stopped' });
    expect((await run('runs', 'show', runId, '--runs', place)).out).toContain('Stopped by Ctrl-C.');
  });

  it('is quiet when the reader of its output goes away', async () => {
    const script = `set -o pipefail; "${process.execPath}" "${cli}" runs show latest --runs "${runs}" --json | head -c 10 > /dev/null; echo "$?"`;
    const output = execFileSync('bash', ['-c', `(${script}) 2>&1`], { encoding: 'utf8' });
    expect(output).toBe('0\n');
  });

  it('says what is missing, with exit code 4', async () => {
    const env = { BAKEOFF_CACHE: path.join(folder, 'empty-cache'), HOME: folder, BAKEOFF_TFJS_NODE: '' };
    const argv = ['train', path.join(data, 'ann.model.jsonc'), '--engine', 'tensorflow', ...small()];
    const outcome = await start(argv, env, folder).done;
    expect([outcome.code, outcome.out]).toEqual([4, '']);
    expect(outcome.err).toMatch(
      /^bakeoff: error: the TensorFlow engine is not installed\n {2}Install it with: bakeoff engine install\n/,
    );
    const dataset = await run('train', path.join(data, 'ann.model.jsonc'), '--dataset', `idx:${folder}`, ...small());
    expect([dataset.code, dataset.out]).toEqual([4, '']);
  });

  it('trains, evaluates and says what computed where nothing is installed, without network', async () => {
    const env = { BAKEOFF_CACHE: path.join(folder, 'empty-cache'), HOME: folder, BAKEOFF_TFJS_NODE: '' };
    const images = ['--dataset', `idx:${path.join(data, 'fashion-mnist')}`, '--offline'];
    const argv = ['train', path.join(data, 'ann-relu.model.jsonc'), ...small(), ...images];
    const trained = await start(argv, env, folder).done;
    expect(trained.code).toBe(0);
    expect(trained.out).toMatch(/^Engine +portable \(tfjs-backend-wasm [\d.]+\), 1 thread, WebAssembly SIMD$/m);
    expect(trained.err).toContain('Note: the portable engine computes.');
    const id = /bakeoff runs show (\S+)/.exec(trained.out)?.[1] ?? '';
    const evaluated = await start(['evaluate', id, '--runs', runs], env, folder).done;
    expect([evaluated.code, evaluated.err]).toEqual([0, '']);
  });

  it('shows what augmentation does to images', async () => {
    const [file, out] = [
      path.join(root, 'test/fixtures/models/augmented-cnn.model.jsonc'),
      path.join(folder, 'augmented.png'),
    ];
    const shown = await run('dataset', 'show', '--augment', file, '--per-class', '3', '--out', out);
    expect(shown).toMatchObject({ code: 0 });
    expect(PNG.sync.read(await readFile(out)).width).toBeGreaterThan(3 * 2 * 28);
    const told = lines(await run('dataset', 'show', '--augment', file, '--json')).at(-1);
    expect(told.augmentedBy).toEqual(expect.arrayContaining(['randomFlip', 'randomErasing', 'mixup']));
    expect(told.classes[3].indices).toHaveLength(1);
    const nothing = await run('dataset', 'show', '--augment', path.join(data, 'cnn.model.jsonc'));
    expect(nothing.code).toBe(2);
    expect(nothing.err).toContain('does nothing to its images in training');
  });

  it('checks definitions and ends with 1 when one is wrong', async () => {
    const file = path.join(folder, 'wrong.model.jsonc');
    await writeFile(file, '{ "name": "w", "layers": [{ "type": "conv2d", "filters": 8, "kernelSize": 40 }] }');
    const outcome = await run('check', file, path.join(data, 'cnn.model.jsonc'));
    expect([outcome.code, outcome.err]).toEqual([1, '']);
    expect(outcome.out).toMatch(/wrong\.model\.jsonc:1:\d+: error: /);
    const trained = await run('train', file, ...small());
    expect([trained.code, trained.out]).toEqual([1, '']);
  });
});
