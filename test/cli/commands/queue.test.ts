import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerQueueCommand } from '../../../src/cli/commands/queue.js';
import { QueueStore } from '../../../src/queue/queueStore.js';
import { captureIo } from '../../support/captureIo.js';
import { runStarted } from '../../support/runEvents.js';
import { useTemporaryFolder } from '../../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const model = path.resolve(__dirname, '../../../data/ann.model.jsonc');

async function run(argv: readonly string[], json = false) {
  const io = captureIo({ json });
  const program = new Command('bakeoff').exitOverride();
  registerQueueCommand(program, io);
  await program.parseAsync(['queue', ...argv, '--runs', temporary.path], { from: 'user' });
  return io;
}

const { request } = runStarted();
const fill = (count: number, modelName = 'cnn') =>
  new QueueStore(temporary.path).add(
    Array.from({ length: count }, (_, seed) => ({ request: { ...request, seed }, modelName })),
  );
const turns = () =>
  new QueueStore(temporary.path).read().jobs.map(({ id, state, priority }) => `${id} ${state} ${priority}`);

describe('bakeoff queue', () => {
  it('says how an empty queue is filled', async () => {
    const io = await run(['list']);
    expect(io.out()).toBe('');
    expect(io.err()).toContain('bakeoff queue add FILE');
  });

  it('adds what a definition stands for, once it is sound', async () => {
    const io = await run(['add', model, '--engine', 'portable', '--epochs', '1', '--priority', '2']);
    expect(io.out()).toBe('1 job added: 1–1\n');
    expect(turns()).toEqual(['1 waiting 2']);
    await expect(run(['add', path.join(temporary.path, 'none.model.jsonc')])).rejects.toThrow();
    expect(turns()).toHaveLength(1);
  });

  it('lists jobs in turn, as a table and as lines, with hostile names made harmless', async () => {
    await fill(2, 'Evil\u001b[31m');
    await run(['move', '2', '--first']);
    const table = (await run(['list'])).out();
    expect(table).not.toContain('\u001b');
    expect(table).toContain('2 jobs: 2 waiting');
    const lines = (await run(['list'], true)).out().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { type: 'queue', isPaused: false, jobs: 2 },
      { type: 'job', id: '2', turn: 1, state: 'waiting' },
      { type: 'job', id: '1', turn: 2 },
    ]);
  });

  it('pauses, moves, cancels, tries again and forgets', async () => {
    await fill(5);
    expect((await run(['pause'])).out()).toBe('5 jobs: 5 waiting; the queue is paused\n');
    await run(['pause', '1-2']);
    await run(['move', '5', '--before', '3']);
    await run(['move', '4', '--priority', '-3']);
    expect(turns()).toEqual(['1 paused 0', '2 paused 0', '5 waiting 0', '3 waiting 0', '4 waiting -3']);
    await run(['cancel', '3', '4']);
    await run(['retry', '4']);
    await run(['resume', '1']);
    await run(['clear']);
    expect(turns()).toEqual(['1 waiting 0', '2 paused 0', '5 waiting 0', '4 waiting -3']);
    expect((await run(['resume'])).out()).toBe('4 jobs: 3 waiting, 1 paused\n');
    expect((await run(['resume'])).out()).toContain('Nothing to change.');
    await expect(run(['cancel', '9'])).rejects.toThrow('there is no job 9 in the queue');
    await expect(run(['cancel'])).rejects.toThrow('say what to cancel');
    await expect(run(['move', '1'])).rejects.toThrow('say where to');
  });
});
