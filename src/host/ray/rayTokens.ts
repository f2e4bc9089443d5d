import type { SecretStorage } from 'vscode';

type Secrets = Pick<SecretStorage, 'get' | 'store' | 'delete'>;

/**
 * Tokens of clusters, in the editor's own secret storage: for each address apart, so that a settings file from somebody else
 * that names another address gets none.
 */
export class RayTokens {
  readonly #secrets: Secrets;

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  async of(address: string): Promise<string | undefined> {
    return this.#secrets.get(keyOf(address));
  }

  async keep(address: string, token: string): Promise<void> {
    await this.#secrets.store(keyOf(address), token);
  }

  async forget(address: string): Promise<void> {
    await this.#secrets.delete(keyOf(address));
  }
}

const PREFIX = 'modelBakeoff.ray ';

/** True for a key under which a token is kept. */
export function isTokenKey(key: string): boolean {
  return key.startsWith(PREFIX);
}

/** Where a gateway has several clusters they differ in their paths. */
function keyOf(address: string): string {
  return `${PREFIX}${address.trim().replace(/\/+$/, '')}`;
}
