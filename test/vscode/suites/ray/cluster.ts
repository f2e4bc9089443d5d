import { ConfigurationTarget, workspace } from 'vscode';
import { CLUSTER, TOKEN } from './suite.js';

/** Address of the suite's cluster. */
export function clusterUrl(): string {
  const url = process.env[CLUSTER];
  if (url === undefined) throw new Error(`${CLUSTER} is not set: suites are started by npm run test:vscode.`);
  return url;
}

/** What Ray says of a job. */
export async function jobStatus(submissionId: string): Promise<string> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const answer = await fetch(new URL(`/api/jobs/${submissionId}`, clusterUrl()), { headers });
  return ((await answer.json()) as { status: string }).status;
}

/** Trains on the cluster at an address; empty: on one that is not named. Where to train is the machine's to say, as engines are. */
export async function useCluster(address: string): Promise<void> {
  const settings = workspace.getConfiguration();
  await settings.update('modelBakeoff.runner', 'ray', ConfigurationTarget.Global);
  await settings.update('modelBakeoff.ray.address', address, ConfigurationTarget.Global);
}
