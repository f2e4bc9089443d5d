import { totalmem } from 'node:os';
import { describe, expect, it } from 'vitest';
import { memoryLimit } from '../../src/trainer/memoryLimit.js';
import { planRequest } from '../../src/trainer/planRequest.js';
import { MemoryError, requireMemory } from '../../src/trainer/requireMemory.js';
import { modelText } from '../support/modelText.js';

const limitOf = (files: Readonly<Record<string, string>>, totalBytes = 16e9) =>
  memoryLimit({ totalBytes, read: (path) => files[path] });

describe('memoryLimit', () => {
  it("is the machine's without control groups", () => {
    expect(limitOf({})).toBe(16e9);
    expect(limitOf({ '/proc/self/cgroup': 'nonsense\n\n:::' })).toBe(16e9);
  });

  it.each([
    ['inside a container, version 2', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': '4000000000\n' }],
    [
      'of a group above, version 2',
      {
        '/proc/self/cgroup': '0::/user.slice/a/b\n',
        '/sys/fs/cgroup/user.slice/a/b/memory.max': 'max\n',
        '/sys/fs/cgroup/user.slice/memory.max': '4000000000\n',
      },
    ],
    [
      'of its own group, version 1',
      {
        '/proc/self/cgroup': '9:cpu:/\n4:memory:/jobs/7\n0::/\n',
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
        '/sys/fs/cgroup/memory/jobs/7/memory.limit_in_bytes': '4000000000\n',
      },
    ],
    [
      'inside a container, version 1, whose path is not there',
      {
        '/proc/self/cgroup': '4:memory:/docker/0123\n',
        '/sys/fs/cgroup/memory/memory.limit_in_bytes': '4000000000\n',
      },
    ],
  ])('is the limit %s', (_, files) => {
    expect(limitOf(files)).toBe(4e9);
    expect(limitOf(files, 2e9)).toBe(2e9);
  });

  it('is at most what this machine has', () => {
    expect(memoryLimit()).toBeGreaterThan(1e8);
    expect(memoryLimit()).toBeLessThanOrEqual(totalmem());
  });
});

describe('requireMemory', () => {
  const definitionText = modelText(
    '{ "type": "flatten" }',
    '{ "type": "dense", "units": 10, "activation": "softmax" }',
  );
  const source = { definitionText, definitionPath: 'a.model.jsonc' };
  const { plan, definition } = planRequest(source, { inputShape: [28, 28, 1], classCount: 10 });
  const dataset = { imageShape: [28, 28, 1], trainCount: 60_000, testCount: 10_000 } as const;

  it('passes what fits, and throws with the reason otherwise', () => {
    requireMemory(plan, definition.recipe, dataset, 1e9);
    expect(() => requireMemory(plan, definition.recipe, dataset, 3e8)).toThrow(MemoryError);
    expect(() => requireMemory(plan, definition.recipe, dataset, 3e8)).toThrow(/needs about .* 300 MB are available/);
  });
});
