import { textHash } from '../runs/textHash.js';
import type { Host } from './host.js';
import type { LanguageContext } from './language/languageContext.js';
import { LensEvidence } from './lensEvidence.js';

/** What the services for definition files need of the extension's parts. */
export function languageContextOf({
  log,
  runs,
  definitions,
  service,
  expectations,
}: Pick<Host, 'log' | 'runs' | 'definitions' | 'service' | 'expectations'>): LanguageContext {
  const known = new LensEvidence(service);
  return {
    log,
    evidenceOf(runId) {
      const run = runs.get(runId);
      return run === undefined ? undefined : known.of(run);
    },
    onDidChangeEvidence: known.onDidChange,
    outcomesOf: (comparison) => expectations.of(comparison.toString()),
    lastResultOf(uri, text) {
      const run = runs.lastResultOf(uri.fsPath);
      if (run?.testAccuracy === undefined) return undefined;
      const { runId, testAccuracy, macroF1, durationMs, definitionHash } = run;
      return {
        runId,
        accuracy: testAccuracy,
        ...(macroF1 === undefined ? {} : { macroF1 }),
        ...(durationMs === undefined ? {} : { durationMs }),
        isStale:
          text === undefined
            ? runs.isStale(run) === true
            : definitionHash !== undefined && definitionHash !== textHash(text),
      };
    },
    onDidChangeResults: runs.onDidChange,
    async planTarget(id, baseFolder) {
      const { dataset } = await service.request('describeDataset', {
        id,
        ...(baseFolder === undefined ? {} : { baseFolder }),
      });
      const { imageShape, classNames } = dataset;
      return { inputShape: imageShape, classCount: classNames.length, classNames };
    },
    listDatasets: () => service.request('listDatasets', null),
    listDefinitions: () => definitions.list(),
    onDidChangeDefinitions: definitions.onDidChange,
  };
}
