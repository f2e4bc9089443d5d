import * as vscode from 'vscode';
import type { TrainingOrder } from '../host.js';
import { readStoredOrders, storeOrders } from './storedOrders.js';

/** A bracket of successive halving, as far as its runs do not tell of it. */
export interface KeptBracket {
  /** The word for the swept model. */
  readonly model: string;
  readonly orders: readonly TrainingOrder[];
  /** Of each order the run that was begun for it. */
  readonly runIds: (string | null)[];
}

/** Brackets as plain data, for the window's memory. */
export function keepBrackets(brackets: readonly KeptBracket[]): unknown {
  return brackets.map(({ model, orders, runIds }) => ({
    model,
    halving: orders[0]?.halving,
    runIds,
    orders: storeOrders(orders.map((order) => ({ ...order, definition: order.definition.toString() }))),
  }));
}

/** Reads what a window kept; what cannot be read, as by another version, is left out. Never throws. */
export function readBrackets(value: unknown): KeptBracket[] {
  return Array.isArray(value) ? value.flatMap((one: unknown) => readBracket(one) ?? []) : [];
}

function readBracket(value: unknown): KeptBracket | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { model, halving, runIds, orders: stored } = value as Record<string, unknown>;
  const orders = readStoredOrders(stored);
  if (typeof model !== 'string' || !isHalving(halving) || !Array.isArray(runIds)) return undefined;
  if (orders.length === 0 || runIds.length !== orders.length) return undefined;
  return {
    model,
    runIds: runIds.map((runId: unknown) => (typeof runId === 'string' ? runId : null)),
    orders: orders.map((order) => ({ ...order, definition: vscode.Uri.parse(order.definition), halving })),
  };
}

function isHalving(value: unknown): value is NonNullable<TrainingOrder['halving']> {
  if (typeof value !== 'object' || value === null) return false;
  const { eta, minEpochs, maxEpochs } = value as Record<string, unknown>;
  return (
    [eta, minEpochs, maxEpochs].every((number) => Number.isSafeInteger(number) && Number(number) >= 1) && eta !== 1
  );
}
