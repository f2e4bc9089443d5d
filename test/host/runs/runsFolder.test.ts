import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runsRootIn } from '../../../src/host/runs/runsFolder.js';

const { posix, win32 } = path;

describe('the runs folder of a workspace folder', () => {
  it.each([
    [undefined, '/w/.bakeoff/runs'],
    [null, '/w/.bakeoff/runs'],
    ['.bakeoff/runs', '/w/.bakeoff/runs'],
    ['results', '/w/results'],
    ['a/../b/./c', '/w/b/c'],
    ['..runs', '/w/..runs'],
  ])('%j leads to %s', (setting, root) => {
    expect(runsRootIn('/w', setting, posix)).toBe(root);
  });

  it.each(
    [
      [
        '',
        ' ',
        '.',
        './',
        'a/..',
        '..',
        '../',
        '../runs',
        'a/../../runs',
        '/tmp/runs',
        '/',
        'C:\\runs',
        '\\\\host\\share',
      ],
      [42, true, {}, ['.bakeoff'], 'a\u0000b', 'a\nb', 'x'.repeat(201)],
    ].flat(),
  )('%j is refused', (setting) => {
    expect(runsRootIn('/w', setting, posix)).toBeUndefined();
  });

  it.each([
    ['.bakeoff/runs', 'C:\\w\\.bakeoff\\runs'],
    ['a\\b', 'C:\\w\\a\\b'],
  ])('on Windows %j leads to %s', (setting, root) => {
    expect(runsRootIn('C:\\w', setting, win32)).toBe(root);
  });

  it.each(['D:runs', 'D:\\runs', '..\\runs', '/runs', '\\runs', '\\\\host\\share\\runs', 'runs:stream'])(
    'on Windows %j is refused',
    (setting) => {
      expect(runsRootIn('C:\\w', setting, win32)).toBeUndefined();
    },
  );
});
