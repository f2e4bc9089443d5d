/**
 * Where a run's files go below the server's root of artifacts, for a server that keeps them itself; undefined for one that
 * leaves it to its clients to write somewhere else, and for an address that leads away from the server.
 * @see https://mlflow.org/docs/latest/tracking/server.html
 */
export function artifactFolder(uri: string, base: string): string | undefined {
  const match = /^mlflow-artifacts:(?:\/\/(?<host>[^/?#]*))?\/(?<path>[^?#]*)$/.exec(uri);
  const { host = '', path = '' } = match?.groups ?? {};
  if (match === null || (host !== '' && host !== new URL(base).host)) return undefined;
  const parts = path.split('/').filter((part) => part !== '');
  const isPlain = parts.length > 0 && parts.every((part) => /^[\w.-]{1,255}$/.test(part) && !/^\.+$/.test(part));
  return isPlain ? parts.join('/') : undefined;
}
