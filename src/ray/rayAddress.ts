import { printable } from '../core/format.js';
import { RayError } from './rayError.js';

const EXAMPLE = 'The address is that of the dashboard, such as http://head:8265.';

/**
 * The base URL of a cluster's Jobs interface, with a closing slash; a path is kept, as gateways have one. Without a scheme
 * it is `http`.
 * @throws RayError `bad-address`, with what to write instead.
 */
export function parseRayAddress(text: string): URL {
  const trimmed = text.trim();
  const shown = printable(trimmed.slice(0, 200));
  if (/^ray:/i.test(trimmed))
    throw new RayError('bad-address', `${shown} is an address for Ray's Python client, not for jobs.`, EXAMPLE);
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  } catch {
    throw new RayError('bad-address', `"${shown}" is no address.`, EXAMPLE);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new RayError('bad-address', `${shown} is neither http nor https.`, EXAMPLE);
  if (url.username !== '' || url.password !== '')
    throw new RayError(
      'bad-address',
      'The address of the cluster holds a name or a password, which would be kept with each run.',
      'Leave it out, and give a token instead.',
    );
  if (url.search !== '' || url.hash !== '')
    throw new RayError('bad-address', `${shown} has a query, which has no meaning here.`, EXAMPLE);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** True for an address of this very machine: no proxy stands before it. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
