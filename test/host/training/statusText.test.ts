import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/core/run/progress.js';
import type { StoredRun } from '../../../src/host/host.js';
import {
  runName,
  type StatusWords,
  statusLabel,
  statusTooltip,
  withoutIcons,
} from '../../../src/host/training/statusText.js';

const words: StatusWords = {
  starting: 'starting…',
  more: (count) => `${count} more`,
  waiting: (count) => `${count} waiting`,
  waitingAtMost: (count) => `up to ${count} waiting`,
  round: (place) => `round ${place}`,
  epoch: (epoch) => `epoch ${epoch}`,
  left: (time) => `${time} left`,
  stop: 'Stop',
  stopAll: 'Stop all',
};

const standing: Progress = {
  epoch: 3,
  epochs: 10,
  step: 5,
  stepsPerEpoch: 10,
  loss: 0.3,
  accuracy: 0.912,
  samplesPerSecond: 4120,
  fraction: 0.25,
  remainingMs: 21_000,
  epochStartTime: 0,
};

function running(modelName: string, progress?: Progress): StoredRun {
  const runId = `20310405-060708-${modelName.replace(/\W/g, '')}-s0-abcd`;
  const base = { status: 'running', epochs: 0, warnings: [], isResumable: false, root: '/r' } as const;
  return { ...base, runId, folder: `/r/${runId}`, modelName, ...(progress === undefined ? {} : { progress }) };
}

const waits = (count: number) => Array.from({ length: count }, () => ({ modelName: 'w' }));

const linkOf = (command: string, runId?: string) => `command:${command}?${runId ?? ''}`;

describe('the label in the status bar', () => {
  it('is none when nothing runs or waits', () => {
    expect(statusLabel([], [], words)).toBeUndefined();
  });

  it('tells where the run stands', () => {
    expect(statusLabel([running('cnn', standing)], [], words)).toBe('$(sync~spin) cnn 3/10 · 91.2 %');
  });

  it('tells that a run is starting, and of an epoch without a figure', () => {
    expect(statusLabel([running('cnn')], [], words)).toBe('$(sync~spin) cnn starting…');
    const progress = { ...standing, accuracy: null, epochs: null };
    expect(statusLabel([running('cnn', progress)], [], words)).toBe('$(sync~spin) cnn 3');
  });

  it('tells the round of seeds, and of what waits how much is certain', () => {
    const round = { batch: 'b', number: 2, minimum: 3, maximum: 10, model: 0, modelCount: 1, since: 0 };
    const label = (changes: object, ...numbers: number[]) =>
      statusLabel(
        [running('cnn', standing)],
        numbers.map((number) => ({ modelName: 'cnn', round: { ...round, ...changes, number } })),
        words,
        () => ({ ...round, ...changes }),
      );
    expect(label({}, 3)).toBe('$(sync~spin) cnn 3/10 · 91.2 % · round 2/3–10 · 1 waiting');
    expect(label({}, 3, 4)).toBe('$(sync~spin) cnn 3/10 · 91.2 % · round 2/3–10 · up to 2 waiting');
    expect(label({ minimum: 5, maximum: 5 }, 3, 4)).toBe('$(sync~spin) cnn 3/10 · 91.2 % · round 2/5 · 2 waiting');
  });

  it('counts others and what waits', () => {
    const runs = [running('cnn', standing), running('ann'), running('b')];
    expect(statusLabel(runs, waits(4), words)).toBe('$(sync~spin) cnn 3/10 · 91.2 % · 2 more · 4 waiting');
    expect(statusLabel([], waits(1), words)).toBe('$(sync~spin) 1 waiting');
  });

  it('shows a hostile name as text, cut', () => {
    const label = statusLabel([running(`$(error)\u202e\n${'x'.repeat(100)}`)], [], words) ?? '';
    expect(label).toContain('\\$(error)\\u202e');
    expect(label.length).toBeLessThan(70);
    expect(label).not.toMatch(/[\n\u202e]/);
  });
});

describe('the tooltip of the status bar', () => {
  it('has a line for each run, with how to stop it', () => {
    const run = running('cnn', standing);
    const [line, second] = statusTooltip([run, running('ann')], [], words, linkOf).split('\n\n');
    expect(line).toBe(`\`cnn\` · epoch 3/10 · 91.2 % · 4,120 img/s · 0:21 left — [Stop](command:stop?${run.runId})`);
    expect(second).toMatch(/^`ann` · starting… — \[Stop\]/);
  });

  it('lists what waits, not endlessly, and offers to stop all', () => {
    const waiting = Array.from({ length: 12 }, (_, index) => ({ modelName: `m${index}` }));
    const lines = statusTooltip([running('cnn')], waiting, words, linkOf).split('\n\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toBe(
      `12 waiting: ${waiting
        .slice(0, 10)
        .map(({ modelName }) => `\`${modelName}\``)
        .join(', ')}, …`,
    );
    expect(lines[2]).toBe('[Stop all](command:stopAll?)');
    expect(statusTooltip([running('cnn')], [], words, linkOf)).not.toContain('Stop all');
  });

  it('lets no name be a link', () => {
    const text = statusTooltip([running('a`](command:evil) [x')], [{ modelName: '[b](command:evil)' }], words, linkOf);
    expect(text).toContain('`` a`](command:evil) [x ``');
    expect(text).toContain('`[b](command:evil)`');
  });
});

describe('the name of a run', () => {
  const run = { runId: '20310405-060708-my-cnn-s0-abcd', label: 'best', modelName: 'cnn' };
  it('is what a person called it, else its model, else what its id says', () => {
    expect(runName(run)).toBe('best');
    expect(runName({ runId: run.runId, modelName: 'cnn' })).toBe('cnn');
    expect(runName({ runId: run.runId })).toBe('my-cnn');
  });

  it('has no icons where it is in a label with icons', () => {
    expect(withoutIcons('$(sync~spin) a $(b)')).toBe('\\$(sync~spin) a \\$(b)');
  });
});
