import * as vscode from 'vscode';
import type { StoppingState } from '../../core/comparison/sequentialStopping.js';
import { stoppingReport } from '../../core/comparison/stoppingReport.js';
import type { SeedPlan } from '../../core/definition/definition.js';
import { parseComparison } from '../../core/definition/parseComparison.js';
import type { TestedByService } from '../../protocol/expectations.js';
import type { Host, StoredRun, TrainingOrder } from '../host.js';
import { comparisonMargin, trainingSettings } from '../settings.js';
import { lookAtComparison } from '../training/comparisonOrders.js';
import { requireBackbones } from '../training/requireBackbones.js';
import { runRequestOf } from '../training/runRequest.js';
import { OrderRemovedError } from '../training/trainingQueue.js';
import { untilEnded } from '../training/untilEnded.js';
import { missingTrainings, type StoredFolders, type TrainingPlace } from './missingTrainings.js';

type TestHost = Pick<Host, 'service' | 'runs' | 'training' | 'log'>;

/**
 * Tests a comparison, as it stands in the editor, by its stored runs; `mayTrain`: what is missing is trained first, in the
 * window's queue, of a plan of seeds as many as it takes to tell the models apart. Cancelling takes out what waits and stops what runs.
 * @throws Error that says what is wrong with the comparison or one of its models; RemoteError
 */
export async function runComparisonTest(
  host: TestHost,
  uri: vscode.Uri,
  text: string,
  options: { readonly mayTrain: boolean; readonly token: vscode.CancellationToken; tell(line: string): void },
): Promise<TestedByService> {
  const { orders, faulty } = await lookAtComparison(host, uri);
  if (orders === undefined) throw new Error(faultText(faulty));
  const test = () => testStored(host, uri, text, orders);
  let tested = await test();
  if (!options.mayTrain) return tested;
  if (orders.some(({ halving }) => halving !== undefined))
    throw new Error(
      vscode.l10n.t(
        'Successive halving decides on the way what is trained: train it with "Train all and compare", then test.',
      ),
    );
  const modelCount = tested.folders.length;
  const plan = planOf(text, orders.length / Math.max(1, modelCount));
  const tried = new Set<string>();
  const wasTried = ({ model, seed }: TrainingPlace) => tried.has(`${model} ${seed}`);
  for (;;) {
    const next = await missingTrainings(tested.folders, plan, wasTried, (folders) =>
      isEnough(host, plan, folders, (state) => {
        const names = orders.slice(0, modelCount).map(({ modelName }) => modelName);
        const { reason, standings } = stoppingReport(state, names);
        for (const line of [reason, ...standings]) options.tell(line);
      }),
    );
    const missing = next.flatMap(({ model, seed }) => withoutRound(orders[seed * modelCount + model]));
    if (missing.length === 0 || options.token.isCancellationRequested) return tested;
    if (!(await requireBackbones(host, missing))) return tested;
    for (const { model, seed } of next) tried.add(`${model} ${seed}`);
    await trainAll(host, missing, options);
    tested = await test();
  }
}

/** The plan of seeds that a comparison has; without one all its seeds. */
function planOf(text: string, seeds: number): SeedPlan {
  return parseComparison(text).value?.seedPlan ?? { minimum: seeds, maximum: seeds };
}

/** Whether the plan asks for no more seeds, as when all models of a comparison are trained. */
async function isEnough(
  { service }: TestHost,
  plan: SeedPlan,
  models: StoredFolders,
  tell: (state: StoppingState) => void,
): Promise<boolean> {
  const state = await service.request('followSeeds', { plan, margin: comparisonMargin(), models });
  if (state.stop !== undefined) tell(state);
  return state.stop !== undefined;
}

async function testStored(
  { service, runs }: TestHost,
  uri: vscode.Uri,
  text: string,
  orders: readonly TrainingOrder[],
): Promise<TestedByService> {
  const settings = trainingSettings(uri);
  // Seed by seed, in each all models.
  const modelCount = orders.length / Math.max(1, new Set(orders.map(({ seed }) => seed)).size);
  const requests = Array.from({ length: modelCount }, (_, model) =>
    orders
      .filter((_order, index) => index % modelCount === model)
      .map((order) => runRequestOf(order, order.definition.fsPath, settings)),
  );
  const { root } = runs.rootFor(uri);
  return service.request('testComparison', { root, text, requests, margin: comparisonMargin() });
}

/** Which seeds are trained is decided here, test by test, so the queue need not wait for rounds. */
function withoutRound(order: TrainingOrder | undefined): TrainingOrder[] {
  if (order === undefined) return [];
  const { round: _, ...rest } = order;
  return [rest];
}

async function trainAll(
  { training, runs, log }: TestHost,
  orders: readonly TrainingOrder[],
  { token, tell }: { readonly token: vscode.CancellationToken; tell(line: string): void },
): Promise<void> {
  if (token.isCancellationRequested) return;
  const begun: StoredRun[] = [];
  const cancelled = token.onCancellationRequested(() => {
    for (const order of orders) training.removeWaiting(order);
    for (const { folder } of begun) {
      const run = runs.get(folder);
      if (run?.status === 'running') training.stop(run).then(undefined, (error) => log.warn(`${error}`));
    }
  });
  try {
    await Promise.all(
      training.enqueue(orders).map(async (promise, at) => {
        const run = await promise;
        begun.push(run);
        tell(vscode.l10n.t('{0} is being trained.', orders[at]?.modelName ?? run.runId));
        await untilEnded({ runs }, run);
      }),
    );
  } catch (error) {
    if (!(error instanceof OrderRemovedError)) throw error;
  } finally {
    cancelled.dispose();
  }
}

function faultText(faulty: Awaited<ReturnType<typeof lookAtComparison>>['faulty']): string {
  const [first] = faulty ?? [];
  const problem = first?.problems.find(({ severity }) => severity === 'error');
  const name = first?.uri.path.split('/').at(-1) ?? '';
  return vscode.l10n.t('{0} has errors: {1}', name, problem?.message ?? '');
}
