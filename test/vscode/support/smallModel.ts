import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { inWorkspace } from './suitePlace.js';

/** The text of the smallest model for Fashion-MNIST: an epoch of it takes about a second. */
export function smallModel(name: string): string {
  const layers = [{ type: 'rescale', scale: 1 / 255 }, { type: 'flatten' }];
  const output = { type: 'dense', units: 10, activation: 'softmax' };
  return `${JSON.stringify({ name, layers: [...layers, output], training: { callbacks: [] } }, undefined, 2)}\n`;
}

/** Writes a file of the workspace; gives its address. */
export function writeInWorkspace(name: string, text: string): vscode.Uri {
  writeFileSync(inWorkspace(name), text);
  return vscode.Uri.file(inWorkspace(name));
}

/** How many epochs models train for, whatever their definitions say. */
export async function setEpochs(epochs: number): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  await settings.update('modelBakeoff.training.epochs', epochs, vscode.ConfigurationTarget.Global);
}

/** Which engine computes is the machine's to say: of a window on another machine, as here, not of the user's settings. */
export async function usePortableEngine(): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  await settings.update('modelBakeoff.engine', 'portable', vscode.ConfigurationTarget.Global);
}
