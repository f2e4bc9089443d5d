import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, exitCodes } from './exitCodes.js';

/** The bundled trainer: beside the bundled command line, or in `dist` when this runs from source. */
export function trainerEntry(): string {
  const candidates = [join(__dirname, 'trainer.cjs'), join(__dirname, '..', '..', 'dist', 'trainer.cjs')];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new CommandError(exitCodes.unavailable, 'the trainer has not been built', 'Build it with: npm run build');
}
