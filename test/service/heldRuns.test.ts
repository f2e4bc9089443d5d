import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServedRun } from '../../src/protocol/service.js';
import { isRunWatched } from '../../src/runs/runWatchers.js';
import { HeldRuns } from '../../src/service/heldRuns.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();

/** A run folder as a starter leaves it that is gone. */
function runFolder(name: string, { isForWatchers = true, hasTrainer = true } = {}): string {
  const folder = path.join(temporary.path, name);
  mkdirSync(isForWatchers ? path.join(folder, 'watchers') : folder, { recursive: true });
  if (hasTrainer) writeFileSync(path.join(folder, 'trainer.pid'), '{}');
  return folder;
}

describe('runs of a root that is being listed', () => {
  it('are held at once where they wait for that', () => {
    const waiting = runFolder('waiting');
    const others = [runFolder('alone', { isForWatchers: false }), runFolder('ended', { hasTrainer: false })];
    const elsewhere = path.join(temporary.path, 'elsewhere');
    mkdirSync(elsewhere);
    const led = runFolder('led', { isForWatchers: false });
    symlinkSync(elsewhere, path.join(led, 'watchers'), 'junction');
    new HeldRuns().expectUnder(temporary.path);
    expect(isRunWatched(waiting)).toBe(true);
    for (const folder of [...others, led]) expect(isRunWatched(folder)).toBe(false);
    expect(existsSync(path.join(elsewhere, `${process.pid}.json`))).toBe(false);
  });

  it('are let go when they turn out to have ended', () => {
    const folder = runFolder('crashed');
    const held = new HeldRuns();
    held.expectUnder(temporary.path);
    held.update([{ folder, status: 'interrupted' } as ServedRun]);
    expect(isRunWatched(folder)).toBe(false);
  });

  it('may be missing', () => {
    expect(() => new HeldRuns().expectUnder(path.join(temporary.path, 'none'))).not.toThrow();
  });
});
