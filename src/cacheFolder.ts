import { resolve } from 'node:path';
import envPaths from 'env-paths';

/**
 * The user's cache, absolute; downloaded datasets and the native engine live in folders of their own below it. It need
 * not exist yet. `BAKEOFF_CACHE` overrides the place that the operating system wants.
 */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const override = environment.BAKEOFF_CACHE ?? '';
  return override === '' ? envPaths('model-bakeoff', { suffix: '' }).cache : resolve(override);
}
