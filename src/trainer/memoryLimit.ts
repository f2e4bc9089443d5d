import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Where limits are looked up; another root in tests. */
export interface MemorySources {
  /** Bytes of the machine. */
  readonly totalBytes: number;
  /** Text of a file, or undefined if it cannot be read. */
  read(path: string): string | undefined;
}

const system: MemorySources = {
  get totalBytes() {
    return totalmem();
  },
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

/**
 * Bytes of memory that this process may have: the machine's, or less in a container. Looks at control groups of both
 * versions, this process's own and those above it, as seen from inside a container or outside.
 */
export function memoryLimit(sources: MemorySources = system): number {
  const limits = groupFolders(sources.read('/proc/self/cgroup') ?? '')
    .flatMap((folder) => [`${folder}/memory.max`, `${folder}/memory.limit_in_bytes`])
    .flatMap((file) => {
      const text = sources.read(file)?.trim() ?? '';
      // `max`: no limit. Version 1 writes a number near 2^63 instead, which no machine has.
      return /^\d+$/.test(text) && Number(text) > 0 ? [Number(text)] : [];
    });
  return Math.min(sources.totalBytes, ...limits);
}

const MOUNTS = {
  unified: '/sys/fs/cgroup',
  hybrid: '/sys/fs/cgroup/unified',
  memory: '/sys/fs/cgroup/memory',
} as const;

/** Folders of the groups that hold this process: the mount's root, and each part of the group's path. */
function groupFolders(membership: string): string[] {
  const folders = new Set<string>(Object.values(MOUNTS));
  for (const line of membership.split('\n')) {
    const [, controllers, group = ''] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined) continue;
    const isMemory = controllers.split(',').includes('memory');
    if (!isMemory && controllers !== '') continue;
    const mounts = isMemory ? [MOUNTS.memory] : [MOUNTS.unified, MOUNTS.hybrid];
    const parts = group.split('/').filter((part) => part !== '' && part !== '..');
    for (const mount of mounts)
      parts.forEach((_, index) => {
        folders.add([mount, ...parts.slice(0, index + 1)].join('/'));
      });
  }
  return [...folders];
}
