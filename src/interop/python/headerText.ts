import { version } from '../../version.js';
import type { ExportSource } from '../exporter.js';
import { pythonRemark } from './pythonText.js';

/** The docstring of an exported program: what it is, whose, and how to use it. */
export function headerText(
  { definition, runId }: ExportSource,
  { needs, use }: { readonly needs: string; readonly use: readonly string[] },
): string {
  const about = definition.description === undefined ? '' : `: ${pythonRemark(definition.description)}`;
  return `"""${pythonRemark(definition.name)}${about}

Written by Model Bake-off ${version} from the run ${pythonRemark(runId)}. Needs ${needs}.

${use.map((line) => `    ${line}`).join('\n')}
"""`;
}
