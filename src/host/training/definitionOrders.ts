import type * as vscode from 'vscode';
import { kindOfUri } from '../commands/definitionArgument.js';
import type { Host, TrainingOrder } from '../host.js';
import { lookAtComparison } from './comparisonOrders.js';
import { tellErrors } from './definitionErrors.js';
import { imagesOf, lookAtModel } from './modelOrder.js';
import { requireBackbones } from './requireBackbones.js';

/**
 * What is to be trained for models and comparisons, in their order; undefined when something is wrong with one of them, or
 * weights that they begin with are missing, which is told: then nothing is trained.
 * @throws Error when a file cannot be read; RemoteError when a dataset is missing or damaged
 */
export async function ordersOf(
  host: Host,
  definitions: readonly vscode.Uri[],
): Promise<readonly TrainingOrder[] | undefined> {
  const looked = await Promise.all(definitions.map((uri) => lookAt(host, uri)));
  const faulty = looked.flatMap((one) => one.faulty ?? []);
  if (faulty.length > 0) {
    tellErrors(host.log, faulty);
    return undefined;
  }
  const orders = looked.flatMap((one) => one.orders ?? []);
  return (await requireBackbones(host, orders)) ? orders : undefined;
}

async function lookAt(host: Host, uri: vscode.Uri) {
  if (kindOfUri(uri) === 'comparison') return lookAtComparison(host, uri);
  const { order, faulty } = await lookAtModel(uri, await imagesOf(host, uri));
  return faulty === undefined ? { orders: [order] } : { faulty: [faulty] };
}
