import { printable } from '../../core/format.js';
import { MlflowError } from './mlflowError.js';

/** Who asks. Both are what MLflow's own clients know. */
export type MlflowCredentials = { readonly token: string } | { readonly username: string; readonly password: string };

/** A tracking server, and who asks it. */
export interface MlflowServer {
  /** `https://host/prefix`, without a slash at its end. */
  readonly base: string;
  readonly credentials?: MlflowCredentials;
}

const EXAMPLE = 'http://127.0.0.1:5000';

/**
 * Reads a server's address. A password in it is refused: addresses end up in histories and logs.
 * @throws MlflowError with what is wrong with it.
 */
export function mlflowServer(address: string, credentials?: MlflowCredentials): MlflowServer {
  const shown = printable(address.slice(0, 200));
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new MlflowError(
      'address',
      `"${shown}" is no address of a tracking server.`,
      `Expected one such as ${EXAMPLE}.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new MlflowError(
      'address',
      'The address of the tracking server holds a user name or a password, which would end up in histories and logs.',
      'Take it out of the address; set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD instead.',
    );
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return { base, ...(credentials === undefined ? {} : { credentials }) };
}

/** What the environment says of who asks, by the names of MLflow's own clients; a token goes before a user name. */
export function credentialsOf(
  environment: Readonly<Record<string, string | undefined>>,
): MlflowCredentials | undefined {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: username } = environment;
  if (token !== undefined && token !== '') return { token };
  if (username === undefined || username === '') return undefined;
  return { username, password: environment.MLFLOW_TRACKING_PASSWORD ?? '' };
}

/** True where anybody on the way could read what is sent. */
export function isReadOnTheWay({ base }: MlflowServer): boolean {
  const { protocol, hostname } = new URL(base);
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** The header that says who asks; nothing where nobody does. @throws MlflowError where a header cannot hold it. */
export function authorization({ credentials }: MlflowServer): Readonly<Record<string, string>> {
  if (credentials === undefined) return {};
  if (!('token' in credentials)) {
    const pair = `${credentials.username}:${credentials.password}`;
    return { authorization: `Basic ${Buffer.from(pair, 'utf8').toString('base64')}` };
  }
  if (!/^[\x21-\x7e]+$/.test(credentials.token))
    throw new MlflowError('unauthorized', 'The token for the tracking server holds characters that no token has.');
  return { authorization: `Bearer ${credentials.token}` };
}
