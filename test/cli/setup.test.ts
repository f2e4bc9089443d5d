import { describe, expect, it, vi } from 'vitest';
import { CommandError } from '../../src/cli/exitCodes.js';
import { prepareDataset, requireEngine } from '../../src/cli/setup.js';
import type { DatasetDescription } from '../../src/core/dataset.js';
import { EngineError } from '../../src/core/engine.js';
import { DatasetError } from '../../src/datasets/datasetError.js';
import { captureIo } from '../support/captureIo.js';

const engines = vi.hoisted(() => ({ findTensorFlow: vi.fn(), installTensorFlow: vi.fn() }));
const datasets = vi.hoisted(() => ({ fetchDataset: vi.fn() }));
vi.mock('../../src/engines/install.js', () => engines);
vi.mock('../../src/datasets/index.js', () => datasets);

const { signal } = new AbortController();

const sample: DatasetDescription = {
  id: 'fashion-mnist',
  name: 'Fashion-MNIST (embedded sample)',
  source: { kind: 'embedded', location: '/data', isSample: true },
  classNames: ['a', 'b'],
  imageShape: [28, 28, 1],
  trainCount: 6_000,
  testCount: 1_000,
  checksum: 'aaaa',
};

async function adviceOf(work: Promise<unknown>): Promise<string | undefined> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CommandError)) throw new Error(`expected a CommandError, got ${String(error)}`);
  expect(error.exitCode).toBe(4);
  return error.advice;
}

describe('the engine before a training', () => {
  it('is left alone when it is there', async () => {
    engines.findTensorFlow.mockReturnValueOnce({ packageFolder: '/x', source: 'cache' });
    await requireEngine(captureIo(), { setup: true, offline: false, signal });
    expect(engines.installTensorFlow).not.toHaveBeenCalled();
  });

  it('is not needed where the portable one is asked for, or any', async () => {
    const io = captureIo();
    await requireEngine(io, { engine: 'portable', setup: true, offline: false, signal });
    expect([io.out(), io.err()]).toEqual(['', '']);
    await requireEngine(io, { engine: 'auto', setup: true, offline: true, signal });
    expect(io.err()).toMatch(/^Note: the portable engine computes\..* bakeoff engine install\n$/);
    expect(engines.installTensorFlow).not.toHaveBeenCalled();
  });

  it('is no subject where it is there or broken, and any will do', async () => {
    const io = captureIo();
    engines.findTensorFlow.mockReturnValueOnce({ packageFolder: '/x', source: 'cache' });
    await requireEngine(io, { engine: 'auto', signal });
    engines.findTensorFlow.mockImplementationOnce(() => {
      throw new EngineError('BAKEOFF_TFJS_NODE names none');
    });
    await requireEngine(io, { engine: 'auto', signal });
    expect([io.out(), io.err()]).toEqual(['', '']);
  });

  it('is installed with --setup alone', async () => {
    expect(await adviceOf(requireEngine(captureIo(), { setup: false, offline: false, signal }))).toContain(
      'bakeoff engine install',
    );
    expect(await adviceOf(requireEngine(captureIo(), { setup: true, offline: true, signal }))).toContain(
      'Without --offline',
    );
    expect(engines.installTensorFlow).not.toHaveBeenCalled();
    engines.installTensorFlow.mockResolvedValueOnce({});
    const io = captureIo();
    await requireEngine(io, { setup: true, offline: false, signal });
    expect(engines.installTensorFlow).toHaveBeenCalledOnce();
    expect([io.out(), io.err()]).toEqual(['', 'Installing the TensorFlow engine (once)\n']);
  });
});

describe('the dataset before a training', () => {
  it('is left alone when it is whole', async () => {
    const whole = { ...sample, source: { ...sample.source, isSample: false } };
    const io = captureIo();
    await prepareDataset(io, whole, { setup: true, offline: false, signal });
    expect([datasets.fetchDataset.mock.calls.length, io.err()]).toEqual([0, '']);
  });

  it.each([
    { setup: false, offline: false },
    { setup: true, offline: true },
  ])('stays a sample, with a note, with %j', async (options) => {
    const io = captureIo();
    await prepareDataset(io, sample, { ...options, signal });
    expect(datasets.fetchDataset).not.toHaveBeenCalled();
    expect(io.err()).toMatch(/^Note: only a sample is on this machine.*bakeoff dataset fetch fashion-mnist\n$/);
  });

  it('is fetched with --setup; when that fails the sample is used, with the reason', async () => {
    datasets.fetchDataset.mockResolvedValueOnce({});
    const io = captureIo({ json: true });
    await prepareDataset(io, sample, { setup: true, offline: false, signal });
    expect([io.out(), io.err()]).toEqual(['', '']);
    const fault = { code: 'download', path: 'fashion-mnist', problem: 'no answer', advice: 'Try again.' } as const;
    datasets.fetchDataset.mockRejectedValueOnce(new DatasetError(fault));
    await prepareDataset(io, sample, { setup: true, offline: false, signal });
    expect(io.err()).toMatch(/^Note: fashion-mnist: no answer\. Try again\. The sample is used/);
  });
});
