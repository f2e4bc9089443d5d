import * as vscode from 'vscode';
import { attributionCost } from '../../core/difference/attributionCost.js';
import type { Handlers } from '../../protocol/channel.js';
import type { DataSource, HostContract, PageDataRequests } from '../../protocol/page.js';
import { RemoteError } from '../../protocol/remoteError.js';
import type { ImageOrigin } from '../../protocol/service.js';
import { USUAL_SEEDS } from '../attribution/askSeeds.js';
import { folderUri, setupOf } from '../attribution/attributionSetup.js';
import type { Host, StoredRun } from '../host.js';
import { comparisonMargin, trainingSettings } from '../settings.js';
import { trainedDefinitionUri } from '../trainedDefinitions.js';

/** What the page asks of runs' folders and datasets, handed on to the service: nothing of it is looked at here. */
export function pageData(
  host: Host,
  runOf: (runId: string) => StoredRun,
): Pick<Handlers<HostContract>, keyof PageDataRequests | 'judgeImage'> {
  const { service, runs } = host;
  const originOf = (source: DataSource): ImageOrigin => {
    if ('runId' in source) return { folder: runOf(source.runId).folder };
    const baseFolder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return { dataset: source.dataset, ...(baseFolder === undefined ? {} : { baseFolder }) };
  };
  /** Where findings and judgements of those images lie. */
  const checkOf = (source: DataSource) => ({
    root: 'runId' in source ? runOf(source.runId).root : runs.rootFor(undefined).root,
    from: originOf(source),
  });
  const computing = ({ folder, root }: StoredRun) => ({
    folder,
    mayCompute: vscode.workspace.isTrusted,
    cores: trainingSettings(vscode.Uri.file(root)).cores,
  });
  /** For what the layers of somebody's definition do. @throws RemoteError `not-trusted` */
  const trusted = (run: StoredRun) => {
    const { mayCompute, ...rest } = computing(run);
    if (mayCompute) return rest;
    throw new RemoteError(
      vscode.l10n.t('In Restricted Mode no model is run.'),
      'not-trusted',
      vscode.l10n.t('Trust the workspace to see what the layers make of an image.'),
    );
  };
  return {
    readSamples: ({ runId, split }, { signal, report }) =>
      service.request('readSamples', { ...computing(runOf(runId)), split }, { signal, onProgress: report }),
    readImages: ({ split, indices, ...source }, { signal }) =>
      service.request('readImages', { from: originOf(source), split, indices }, { signal }),
    inspectSample: ({ runId, split, image }, { signal }) =>
      service.request('inspectSample', { ...computing(runOf(runId)), split, image }, { signal }),
    inspectLayers: ({ runId, split, image }, { signal }) => {
      const run = trusted(runOf(runId));
      return service.request('inspectLayers', { ...run, split, image }, { signal });
    },
    readLayerTable: ({ runId }, { signal }) =>
      service.request('readLayerTable', { folder: runOf(runId).folder }, { signal }),
    readLayerEvidence: ({ runId }, { signal, report }) =>
      service.request('readLayerEvidence', computing(runOf(runId)), { signal, onProgress: report }),
    findNearest: ({ runId, split, image }, { signal }) =>
      service.request('findNearest', { folder: runOf(runId).folder, split, image }, { signal }),
    gradCam: ({ runId, ...question }, { signal }) =>
      service.request('gradCam', { ...trusted(runOf(runId)), ...question }, { signal }),
    occlude: ({ runId, ...question }, { signal }) =>
      service.request('occlude', { ...trusted(runOf(runId)), ...question }, { signal }),
    findNearestFeatures: ({ runId, split, image }, { signal, report }) => {
      const run = trusted(runOf(runId));
      return service.request('findNearestFeatures', { ...run, split, image }, { signal, onProgress: report });
    },
    readDataset: (source, { signal }) => service.request('readDataset', { from: originOf(source) }, { signal }),
    readDataCheck: (source, { signal }) => service.request('readDataCheck', checkOf(source), { signal }),
    judgeImage: ({ word, ...source }, { signal }) =>
      service.request('judgeImage', { ...checkOf(source), word }, { signal }),
    augmentSamples: ({ runId }, { signal }) => service.request('augmentSamples', trusted(runOf(runId)), { signal }),
    attributionOf: async ({ first, second }, { signal }) => {
      const [one, other] = [runOf(first), runOf(second)];
      const [firstHash, secondHash] = [one.definitionHash, other.definitionHash];
      if (firstHash === undefined || secondHash === undefined) return null;
      return service.request('findAttribution', { root: one.root, firstHash, secondHash }, { signal });
    },
    attributionCost: async ({ first, second }, { signal }) => {
      const [one, other] = [runOf(first), runOf(second)];
      const textOf = async ({ folder }: StoredRun) =>
        (await service.request('readRun', { folder }, { signal })).state.started?.request.definitionText ?? '';
      const [firstText, secondText] = [await textOf(one), await textOf(other)];
      const setup = await setupOf(host, trainedDefinitionUri(one));
      const choice = { method: 'alone' } as const;
      const seeds = Array.from({ length: USUAL_SEEDS }, (_, seed) => seed);
      const { root } = runs.rootFor(folderUri(host, trainedDefinitionUri(one)));
      const question = { root, firstText, secondText, setup, choice, seeds };
      const { trained, durationsMs } = await service.request('planAttribution', question, { signal });
      const isThere = trained.map((folder) => folder !== null);
      return { ...attributionCost(isThere, durationsMs, USUAL_SEEDS), seeds: USUAL_SEEDS };
    },
    compareDefinitions: ({ first, second }, { signal }) =>
      service.request('compareDefinitions', { first: runOf(first).folder, second: runOf(second).folder }, { signal }),
    honestScores: ({ runIds }, { signal }) =>
      service.request(
        'honestScores',
        { folders: runIds.map((runId) => runOf(runId).folder), margin: comparisonMargin() },
        { signal },
      ),
    judgement: ({ runIds }, { signal }) =>
      service.request(
        'judge',
        { folders: runIds.map((runId) => runOf(runId).folder), margin: comparisonMargin() },
        { signal },
      ),
  };
}
