import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { findChromium } from '../install/chromium.js';
import { installServerBuild } from '../install/serverBuild.js';
import { compileLauncher } from './compile.js';

/** A VS Code that can be started, or why there is none. */
export type Executable =
  | { readonly path: string; readonly describedAs: string }
  | { readonly path?: never; readonly missing: string };

export interface ExecutableOptions {
  readonly project: string;
  readonly outdir: string;
  /** Where VS Code is kept that was downloaded. */
  readonly downloads: string;
  /** VS Code itself, downloaded, even where its server build could run. */
  readonly wantsDesktop: boolean;
  readonly log: (line: string) => void;
}

/**
 * Finds a VS Code: the one that `VSCODE_EXECUTABLE` names; on Linux with Chromium its server build, where tests can
 * also click and look; else VS Code itself, downloaded.
 */
export async function findExecutable({
  project,
  outdir,
  downloads,
  wantsDesktop,
  log,
}: ExecutableOptions): Promise<Executable> {
  const given = process.env.VSCODE_EXECUTABLE ?? '';
  if (given !== '') {
    if (!existsSync(given)) return { missing: `VSCODE_EXECUTABLE is "${given}", which does not exist.` };
    return { path: given, describedAs: `VSCODE_EXECUTABLE (${given})` };
  }
  const reasons: string[] = [];
  if (!wantsDesktop && process.platform === 'linux') {
    if (findChromium() === undefined)
      reasons.push('there is no Chromium (apt-get install chromium, or set CHROMIUM_PATH)');
    else {
      try {
        await installServerBuild(log);
        return {
          path: await compileLauncher(project, outdir),
          describedAs: "VS Code's server build in headless Chromium",
        };
      } catch (error) {
        reasons.push(messageOf(error));
      }
    }
  }
  if (process.platform === 'linux' && (process.env.DISPLAY ?? '') === '')
    return { missing: [...reasons, 'VS Code itself needs a display (DISPLAY is not set)'].join('; ') };
  try {
    const path = await downloadAndUnzipVSCode({ cachePath: join(downloads, 'desktop') });
    return { path, describedAs: 'VS Code, downloaded; tests that click or look are skipped' };
  } catch (error) {
    return { missing: [...reasons, `VS Code cannot be downloaded (${messageOf(error)})`].join('; ') };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
