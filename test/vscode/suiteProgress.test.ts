import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';
import { ownName, removeAbandoned } from './abandoned.js';
import { phaseOf } from './phaseOf.js';
import { readProgress, writeProgress } from './suiteProgress.js';

describe('a suite in VS Code', () => {
  const folder = useTemporaryFolder();

  it('knows the phase of a spec by its name', () => {
    expect(['phase2AfterReload.spec.ts', '/a/phase12.spec.cjs', 'phases.spec.ts', 'b.spec.ts'].map(phaseOf)).toEqual([
      2, 12, 1, 1,
    ]);
  });

  it('keeps its progress in a file', () => {
    const progress = { suite: 's', transitions: ['reload'] as const, phase: 2, results: [], remembered: { run: 'a' } };
    writeProgress(folder.path, progress);
    expect(readProgress(folder.path)).toEqual(progress);
    expect(filesBelow(folder.path)).toEqual(['progress.json']);
  });

  it('removes what dead processes have left, and nothing else', () => {
    const dead = 2 ** 22 + 1; // Above the highest process id.
    for (const name of [ownName('run'), `run.${dead}`, 'run', `other.${dead}`, 'run.old'])
      writeFileSync(join(folder.path, name), '');
    removeAbandoned(folder.path, 'run');
    expect(filesBelow(folder.path)).toEqual([`other.${dead}`, 'run', ownName('run'), 'run.old'].sort());
  });
});
