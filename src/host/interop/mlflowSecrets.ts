import type { SecretStorage } from 'vscode';

/** Who asks a tracking server, as the service takes it. */
export type TrackingCredentials = { readonly token: string } | { readonly username: string; readonly password: string };

/** What is kept of who asks which server, in the editor's own secret storage: for each server apart, so that none gets another's. */
export class MlflowSecrets {
  readonly #secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>;

  constructor(secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>) {
    this.#secrets = secrets;
  }

  async of(address: string): Promise<TrackingCredentials | undefined> {
    return parseCredentials(await this.#secrets.get(keyOf(address)));
  }

  async keep(address: string, credentials: TrackingCredentials): Promise<void> {
    await this.#secrets.store(keyOf(address), JSON.stringify(credentials));
  }

  async forget(address: string): Promise<void> {
    await this.#secrets.delete(keyOf(address));
  }
}

/** Why a text is no address of a server; undefined for one. */
export function addressProblem(text: string): 'notAnAddress' | 'holdsPassword' | undefined {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) return 'notAnAddress';
  return url.username === '' && url.password === '' ? undefined : 'holdsPassword';
}

/** Pages of one server may belong to different people only where it has different ports or names. */
function keyOf(address: string): string {
  return `modelBakeoff.mlflow ${new URL(address).origin}`;
}

function parseCredentials(text: string | undefined): TrackingCredentials | undefined {
  try {
    const { token, username, password }: Partial<Record<string, unknown>> = JSON.parse(text ?? '{}');
    if (typeof token === 'string') return { token };
    return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
  } catch {
    return undefined;
  }
}
