import * as vscode from 'vscode';
import { printable } from '../../core/format.js';
import { RemoteError } from '../../protocol/remoteError.js';
import type { ServiceRequests } from '../../protocol/service.js';
import type { Host, StoredRun } from '../host.js';
import { runName } from '../training/statusText.js';
import { withWork } from '../work/withWork.js';
import { addressProblem, MlflowSecrets, type TrackingCredentials } from './mlflowSecrets.js';

const LAST_SERVER_KEY = 'modelBakeoff.mlflow.lastServer';
const LOCAL_SERVER = 'http://127.0.0.1:5000';

type Served = ServiceRequests['exportToMlflow']['result'];

/** Brings a run to a tracking server that the person names; asks for a password or token where the server does. */
export async function exportToMlflow(host: Host, run: StoredRun): Promise<void> {
  const { globalState, secrets } = host.context;
  const address = await askAddress(globalState.get<string>(LAST_SERVER_KEY) ?? LOCAL_SERVER);
  if (address === undefined) return;
  const kept = new MlflowSecrets(secrets);
  const known = await kept.of(address);
  let served = await send(host, run, address, known);
  while (served === 'unauthorized') {
    await kept.forget(address);
    const credentials = await askCredentials(address);
    if (credentials === undefined) return;
    served = await send(host, run, address, credentials);
    if (served !== 'unauthorized') await kept.keep(address, credentials);
  }
  await globalState.update(LAST_SERVER_KEY, address);
  void tell(run, served);
}

async function send(
  { service }: Host,
  run: StoredRun,
  to: string,
  credentials: TrackingCredentials | undefined,
): Promise<Served | 'unauthorized'> {
  const params = { folder: run.folder, to, ...(credentials === undefined ? {} : { credentials }) };
  const title = vscode.l10n.t('Exporting {0} as {1}', runName(run), 'MLflow');
  try {
    return await withWork(title, (options) => service.request('exportToMlflow', params, options));
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'unauthorized') return 'unauthorized';
    throw error;
  }
}

async function askAddress(value: string): Promise<string | undefined> {
  const address = await vscode.window.showInputBox({
    title: vscode.l10n.t('Export to MLflow'),
    prompt: vscode.l10n.t('Address of the tracking server'),
    value,
    ignoreFocusOut: true,
    validateInput: (text) => {
      switch (addressProblem(text)) {
        case 'notAnAddress':
          return vscode.l10n.t('Expected an address such as {0}.', LOCAL_SERVER);
        case 'holdsPassword':
          return vscode.l10n.t('Leave out user name and password: they are asked for when the server wants them.');
        default:
          return undefined;
      }
    },
  });
  return address?.trim();
}

/** Kept by VS Code's secret storage once the server has taken them. */
async function askCredentials(address: string): Promise<TrackingCredentials | undefined> {
  const title = vscode.l10n.t('{0} asks who you are', new URL(address).host);
  const kinds = [
    { label: vscode.l10n.t('User name and password'), isToken: false },
    { label: vscode.l10n.t('Access token'), isToken: true },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title });
  if (kind === undefined) return undefined;
  const ask = (prompt: string, password: boolean) =>
    vscode.window.showInputBox({ title, prompt, password, ignoreFocusOut: true });
  if (kind.isToken) {
    const token = await ask(kind.label, true);
    return token === undefined || token === '' ? undefined : { token };
  }
  const username = await ask(vscode.l10n.t('User name'), false);
  if (username === undefined || username === '') return undefined;
  const password = await ask(vscode.l10n.t('Password'), true);
  return password === undefined ? undefined : { username, password };
}

async function tell(run: StoredRun, { outcome, url, notes }: Served): Promise<void> {
  const name = runName(run);
  const message =
    outcome === 'unchanged'
      ? vscode.l10n.t('{0} was on the tracking server already.', name)
      : vscode.l10n.t('{0} is on the tracking server.', name);
  const open = vscode.l10n.t('Open in Browser');
  const text = [message, ...notes.map(printable)].join(' ');
  if ((await vscode.window.showInformationMessage(text, open)) !== open) return;
  await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
