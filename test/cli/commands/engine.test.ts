import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerEngineCommand } from '../../../src/cli/commands/engine.js';
import { CommandError, exitCodes } from '../../../src/cli/exitCodes.js';
import { createInstallReporter } from '../../../src/cli/installReporter.js';
import { captureIo } from '../../support/captureIo.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-engine-command-'));
  vi.stubEnv('BAKEOFF_CACHE', folder);
  vi.stubEnv('BAKEOFF_TFJS_NODE', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function run(argv: readonly string[], json = false) {
  const io = captureIo({ json });
  const program = new Command('bakeoff').exitOverride();
  registerEngineCommand(program, io);
  const error = await program.parseAsync([...argv], { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { io, error };
}

describe('bakeoff engine', () => {
  it('info says that nothing is installed, and how to get it', async () => {
    const { io, error } = await run(['engine', 'info']);
    expect(error).toBeUndefined();
    expect(io.exitCode).toBe(exitCodes.unavailable);
    expect(io.out()).toMatch(/^engine {12}tensorflow: not installed\nNode .*\nthreads .*\ninstruction sets .*\n$/);
    expect(io.err()).toBe('Install it with: bakeoff engine install\n');
  });

  it('info --json prints one line and nothing else', async () => {
    const { io } = await run(['engine', 'info'], true);
    expect(io.out().split('\n')).toHaveLength(2);
    expect(JSON.parse(io.out())).toMatchObject({ type: 'engineInfo', state: 'missing', node: process.versions.node });
    expect(io.err()).toBe('');
  });

  it('info puts the problem of a broken setting on stderr', async () => {
    vi.stubEnv('BAKEOFF_TFJS_NODE', folder);
    const { io } = await run(['engine', 'info']);
    expect(io.exitCode).toBe(exitCodes.unavailable);
    expect(io.out()).toContain('found, but it cannot be used');
    expect(io.err()).toContain(`BAKEOFF_TFJS_NODE is ${folder}`);
  });

  it.skipIf(process.platform === 'win32')('install ends with what is missing as advice', async () => {
    vi.stubEnv('PATH', folder);
    const { error } = await run(['engine', 'install', '--way', 'wheel']);
    expect(error).toBeInstanceOf(CommandError);
    const { exitCode, message, advice } = error as CommandError;
    expect(exitCode).toBe(exitCodes.unavailable);
    expect(message).toMatch(/^the TensorFlow engine cannot be installed, not found: npm, Python 3 .*, make$/);
    expect(advice?.split('\n')).toHaveLength(4);
  });

  it('install refuses a way that does not exist', async () => {
    expect(String((await run(['engine', 'install', '--way', 'magic'])).error)).toContain('Allowed choices are');
  });

  it('remove tells what it removed', async () => {
    expect((await run(['engine', 'remove'])).io.out()).toBe('There is no engine in the user cache.\n');
    mkdirSync(join(folder, 'engines', 'tensorflow-old'), { recursive: true });
    writeFileSync(join(folder, 'engines', 'tensorflow-old', 'file'), Buffer.alloc(2000));
    const { io } = await run(['engine', 'remove'], true);
    expect(JSON.parse(io.out())).toEqual({
      type: 'engineRemoved',
      folders: [join(folder, 'engines', 'tensorflow-old')],
      bytes: 2000,
    });
  });
});

describe('createInstallReporter', () => {
  const steps = [
    { step: 'download', fraction: 0, total: 0, message: 'Downloading (274 MB)' },
    { step: 'download', fraction: 0.5, total: 0.2, message: 'Downloading (137 of 274 MB)' },
    { step: 'download', fraction: 1, total: 0.4, message: 'Downloaded' },
    { step: 'download', fraction: 1, total: 0.4, message: 'Downloaded again' },
    { step: 'check', fraction: undefined, total: 0.4, message: 'A note' },
  ] as const;

  it('writes a plain line for the beginning and the end of a step, and notes', () => {
    const io = captureIo();
    const reporter = createInstallReporter(io);
    for (const step of steps) reporter.report(step);
    reporter.end();
    expect(io.err()).toBe('Downloading (274 MB)\nDownloaded\nA note\n');
    expect(io.out()).toBe('');
  });

  it('writes every event as a JSON line with --json', () => {
    const io = captureIo({ json: true });
    const reporter = createInstallReporter(io);
    for (const step of steps) reporter.report(step);
    const lines = io.out().trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(steps.map(({ message }) => message));
    expect(JSON.parse(lines[1] ?? '')).toEqual({ type: 'engineInstall', ...steps[1] });
    expect(io.err()).toBe('');
  });
});
