import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The package's `data/` folder, absolute: the embedded sample and the shipped definitions. The same from a bundle in
 * `dist/` and from the source: the nearest package.json above `start` that is ours marks the root.
 * @throws Error when no such package.json is above `start`: the installation is broken.
 */
export function dataFolder(start: string = __dirname): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (packageName(folder) === 'model-bakeoff') return join(folder, 'data');
    if (dirname(folder) === folder) {
      throw new Error(
        `No package.json of model-bakeoff above ${start}: the installation is incomplete, install again.`,
      );
    }
  }
}

function packageName(folder: string): unknown {
  try {
    const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof parsed === 'object' && parsed !== null && 'name' in parsed ? parsed.name : undefined;
  } catch {
    return undefined;
  }
}
