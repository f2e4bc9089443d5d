import { describe, expect, it } from 'vitest';
import { defaultRecipe } from '../../../src/core/definition/recipe.js';
import type { ModelSession, VariableValues } from '../../../src/core/training/modelSession.js';
import { train } from '../../../src/core/training/train.js';
import type { TrainingCheckpoint } from '../../../src/core/training/trainingCheckpoint.js';
import type { NextPhase, TrainingEvent } from '../../../src/core/training/trainingOptions.js';

interface Step {
  readonly rate: number;
  readonly step: number;
  readonly draw: number;
}

/** A session that learns nothing and tells what it was asked for. */
function fakeSession(steps: Step[], name: string): ModelSession {
  const value = { dtype: 'float32' as const, shape: [1], data: Float32Array.of(name.length) };
  const session: Partial<ModelSession> = {
    trainStep: async (_, rate, step, __, draw = step) => {
      steps.push({ rate, step, draw });
      return { loss: 1, correct: 0 };
    },
    expect: () => undefined,
    evaluate: async () => ({ count: 1, loss: 1, accuracy: 0 }),
    predict: async (indices) => ({
      probabilities: new Float32Array(2 * indices.length).fill(0.5),
      metrics: { count: indices.length, loss: 1, accuracy: 0 },
    }),
    readWeights: async () => ({ [name]: value }),
    readSlots: async () => ({}),
    writeSlots: async () => undefined,
    initializeFrom: async () => undefined,
  };
  return session as ModelSession;
}

interface Options {
  readonly open?: NextPhase['open'];
  readonly resumeFrom?: TrainingCheckpoint;
}

async function trainTwice({ open, resumeFrom }: Options = {}) {
  const [headSteps, fineSteps]: [Step[], Step[]] = [[], []];
  const signal = { aborted: false, reason: 'enough' };
  const began: { firstEpoch: number; weights: VariableValues }[] = [];
  const checkpoints: TrainingCheckpoint[] = [];
  const saved: VariableValues[] = [];
  const events: TrainingEvent[] = [];
  const next: NextPhase = {
    name: 'fineTuning',
    epochs: 2,
    learningRate: 0.001,
    async *open(begin) {
      began.push(begin);
      if (open !== undefined) return yield* open(begin);
      return fakeSession(fineSteps, 'fine');
    },
  };
  const isSecond = resumeFrom?.phase?.name === 'fineTuning';
  const stream = train({
    session: fakeSession(isSecond ? fineSteps : headSteps, isSecond ? 'fine' : 'head'),
    phase: isSecond ? next : { name: 'head', epochs: 3, learningRate: 0.01 },
    ...(isSecond ? {} : { next }),
    recipe: { ...defaultRecipe, batchSize: 4, callbacks: [] },
    seed: 1,
    split: { train: Int32Array.from({ length: 8 }, (_, i) => i), validation: Int32Array.of(8), test: Int32Array.of(9) },
    classCount: 2,
    testLabels: [0],
    environment: { now: () => 0, elapsed: () => 0, breathe: async () => undefined, signal },
    sink: {
      saveWeights: async (weights) => void saved.push(weights),
      savePredictions: async () => undefined,
      saveCheckpoint: async (checkpoint) => void checkpoints.push(checkpoint),
    },
    ...(resumeFrom === undefined ? {} : { resumeFrom }),
  });
  const stop = () => {
    signal.aborted = true;
  };
  return { stream, stop, events, headSteps, fineSteps, began, checkpoints, saved };
}

async function drain(run: Awaited<ReturnType<typeof trainTwice>>): Promise<void> {
  for await (const event of run.stream) run.events.push(event);
}

describe('a training in two phases', () => {
  it('counts epochs and draws on, and lets the optimizer and its rate begin afresh', async () => {
    const run = await trainTwice();
    await drain(run);
    expect(run.headSteps.map(({ rate, step, draw }) => [rate, step, draw])).toEqual(
      [1, 2, 3, 4, 5, 6].map((step) => [0.01, step, step]),
    );
    expect(run.fineSteps.map(({ rate, step, draw }) => [rate, step, draw])).toEqual(
      [1, 2, 3, 4].map((step) => [0.001, step, step + 6]),
    );
    expect(run.events.flatMap((event) => (event.type === 'epochEnded' ? [event.epoch] : []))).toEqual([1, 2, 3, 4, 5]);
    expect(run.events.at(-1)?.type).toBe('runCompleted');
    expect(run.began).toMatchObject([{ firstEpoch: 4, weights: { head: {} } }]);
    expect(run.saved.map((weights) => Object.keys(weights))).toEqual([['fine']]);
    expect(run.checkpoints.map(({ epoch, step, phase }) => [epoch, step, phase?.name, phase?.beginning])).toEqual([
      [1, 2, 'head', { epoch: 0, step: 0 }],
      [2, 4, 'head', { epoch: 0, step: 0 }],
      [3, 6, 'head', { epoch: 0, step: 0 }],
      [4, 8, 'fineTuning', { epoch: 3, step: 6 }],
      [5, 10, 'fineTuning', { epoch: 3, step: 6 }],
    ]);
  });

  it.each([0, 1, 2, 3, 4])('goes on from checkpoint %i with the same steps', async (index) => {
    const plain = await trainTwice();
    await drain(plain);
    const resumeFrom = plain.checkpoints[index] as TrainingCheckpoint;
    const resumed = await trainTwice({ resumeFrom });
    await drain(resumed);
    const done = 2 * (index + 1);
    const all = [...plain.headSteps, ...plain.fineSteps];
    expect([...resumed.headSteps, ...resumed.fineSteps]).toEqual(all.slice(done));
    expect(resumed.began).toHaveLength(index < 3 ? 1 : 0);
  });

  it('keeps what the first phase has learned when it is stopped while the second is made ready', async () => {
    const run = await trainTwice({
      // biome-ignore lint/correctness/useYield: it ends before it has anything to tell
      async *open() {
        run.stop();
        throw new Error('aborted');
      },
    });
    await drain(run);
    expect(run.events.at(-1)).toMatchObject({ type: 'runStopped', reason: 'enough' });
    expect(run.saved.map((weights) => Object.keys(weights))).toEqual([['head']]);
  });

  it('fails when the second phase cannot be made ready', async () => {
    const run = await trainTwice({
      // biome-ignore lint/correctness/useYield: it ends before it has anything to tell
      async *open() {
        throw new Error('no memory');
      },
    });
    await expect(drain(run)).rejects.toThrow('no memory');
  });
});
