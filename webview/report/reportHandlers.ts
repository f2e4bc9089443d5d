import { exportComparison } from '../../src/core/report/exportComparison.js';
import type { Handlers } from '../../src/protocol/channel.js';
import type { HostContract, PageNotices, ShownRun, Snapshot } from '../../src/protocol/page.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import type { ReportData } from '../../src/protocol/report.js';
import type { DefinitionPlace } from './definitionDialog.js';
import { reportAnswers } from './reportAnswers.js';

/** What a report does besides answering. */
export interface ReportActions {
  tell<Name extends keyof PageNotices>(name: Name, payload: PageNotices[Name]): void;
  showDefinition(run: ShownRun, place: DefinitionPlace): void;
  saveFile(name: string, content: string | Uint8Array<ArrayBuffer>, type: string): true;
}

/** Stands where the extension host is in VS Code: serves the page from what the report holds. */
export function reportHandlers(
  data: ReportData,
  { tell, showDefinition, saveFile }: ReportActions,
): Handlers<HostContract> {
  const all = data.snapshot;
  let snapshot: Snapshot = all;
  const show = (runs: readonly ShownRun[]): null => {
    snapshot = { ...snapshot, runs };
    tell('shown', snapshot);
    return null;
  };
  const onlyInEditor = (): never => {
    throw new RemoteError(
      'A report only shows what was.',
      'not-in-report',
      'Open the run in VS Code to go on with it.',
    );
  };
  return {
    ...reportAnswers(data),
    ready: () => snapshot,
    openDefinition: ({ runId, ...place }) => {
      const run = all.runs.find((candidate) => candidate.runId === runId);
      if (run !== undefined) showDefinition(run, place);
      return null;
    },
    compareSideBySide: ({ second, line }) => {
      const run = all.runs.find((candidate) => candidate.runId === second);
      if (run !== undefined) showDefinition(run, line === undefined ? {} : { line });
      return null;
    },
    attributeDifference: onlyInEditor,
    removeRun: ({ runId }) => show(snapshot.runs.filter((run) => run.runId !== runId)),
    // There is nothing to choose from but what is in the report.
    pickRuns: () => show(all.runs),
    setBaseline: ({ runId }) => {
      const { baseline: _, ...rest } = snapshot;
      const baseline = runId === null ? {} : { baseline: runId };
      snapshot = { ...rest, ...baseline };
      tell('factsChanged', {
        ...baseline,
        facts: snapshot.runs.map(({ runId: id, label }) => ({ runId: id, ...(label === undefined ? {} : { label }) })),
      });
      return null;
    },
    saveText: ({ suggestedName, text }) => saveFile(suggestedName, text, 'text/plain'),
    saveImage: ({ suggestedName, png }) => saveFile(suggestedName, new Uint8Array(png), 'image/png'),
    exportRuns: ({ format }) => {
      if (format === 'html') return onlyInEditor();
      const states = snapshot.runs.map(({ state }) => state);
      const { judgement } = data;
      const isWhole = judgement?.runIds.join() === snapshot.runs.map(({ runId }) => runId).join();
      const judged =
        isWhole && judgement !== undefined && 'value' in judgement.answer ? judgement.answer.value : undefined;
      return saveFile(`comparison.${endings[format]}`, exportComparison(states, format, judged), 'text/plain');
    },
    showWhatChanged: onlyInEditor,
    showRunLog: onlyInEditor,
    stopRun: onlyInEditor,
    resumeRun: onlyInEditor,
    trainModel: onlyInEditor,
    judgeImage: onlyInEditor,
    checkData: onlyInEditor,
  };
}

const endings = { csv: 'csv', json: 'json', markdown: 'md' } as const;
