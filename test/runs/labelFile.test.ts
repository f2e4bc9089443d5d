import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { labelRun, MAXIMUM_LABEL_LENGTH, parseLabel, readLabel } from '../../src/runs/labelFile.js';
import { filesBelow, useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const file = () => path.join(temporary.path, 'label.json');

describe('a run’s label', () => {
  it('is kept, changed and taken away', async () => {
    expect(await readLabel(temporary.path)).toBeUndefined();
    for (const label of ['wider', 'größer ×2 "a\\b" 🎯', 'x'.repeat(MAXIMUM_LABEL_LENGTH)]) {
      await labelRun(temporary.path, label);
      expect(await readLabel(temporary.path)).toBe(label);
    }
    await labelRun(temporary.path, '  ');
    await labelRun(temporary.path, '');
    expect(await readLabel(temporary.path)).toBeUndefined();
    expect(filesBelow(temporary.path)).toEqual([]);
  });

  it('that is too long is refused, and the old one stays', async () => {
    await labelRun(temporary.path, 'old');
    await expect(labelRun(temporary.path, 'x'.repeat(101))).rejects.toThrow(
      'The name has 101 characters; a run’s name has at most 100'.replace('’', "'"),
    );
    expect(await readLabel(temporary.path)).toBe('old');
  });

  it.each([
    '',
    'null',
    '[]',
    '"x"',
    '{}',
    '{"label":7}',
    '{"label":""}',
    '{"label":" x"}',
    '{"__proto__":{"label":"x"}}',
  ])('is none in %s', (text) => expect(parseLabel(text)).toBeUndefined());

  it('is none where its file is a link, a folder or huge', async () => {
    const other = path.join(temporary.path, 'other');
    writeFileSync(other, '{"label":"x"}');
    symlinkSync(other, file());
    expect(await readLabel(temporary.path)).toBeUndefined();
    const folder = path.join(temporary.path, 'run');
    mkdirSync(path.join(folder, 'label.json'), { recursive: true });
    expect(await readLabel(folder)).toBeUndefined();
    const huge = path.join(temporary.path, 'huge');
    mkdirSync(huge);
    writeFileSync(path.join(huge, 'label.json'), `{"label":"x"}${' '.repeat(5000)}`);
    expect(await readLabel(huge)).toBeUndefined();
  });
});
