import type { Dispatcher } from 'undici';
import { RayError } from './rayError.js';
import type { RayTransport } from './rayTransport.js';

/** Ray sends 20,000 characters at a time; a server that sends more is none of ours. */
const MAXIMUM_MESSAGE = 4 * 2 ** 20;
const OPEN_MS = 30_000;
/** A worker says that it lives every ten seconds (`HEARTBEAT_MS`), and Ray hands it on within two. */
export const SILENCE_MS = 45_000;

/**
 * Follows one of Ray's logs over a web socket; resolves when the server has sent all and closes in good order. `silenceMs`
 * without a word is a broken connection: behind a gateway that vanished nobody says so.
 * @throws RayError; the signal's reason; whatever `onText` throws.
 */
export async function tailLogs(
  transport: RayTransport,
  path: string,
  onText: (text: string) => void,
  signal: AbortSignal,
  silenceMs = SILENCE_MS,
): Promise<void> {
  signal.throwIfAborted();
  const { WebSocket } = await import('undici');
  const url = new URL(path, transport.url);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const dispatcher = (await transport.dispatcher()).compose(withoutCompression);
  const socket = new WebSocket(url, { headers: transport.headers, dispatcher });
  try {
    await new Promise<void>((resolve, reject) => {
      const broken = (what: string) =>
        reject(new RayError('unreachable', `The log of the job at ${transport.url.host} ${what}.`));
      let timer = setTimeout(() => broken('does not open'), OPEN_MS);
      const heard = () => {
        clearTimeout(timer);
        timer = setTimeout(() => broken(`has been silent for ${silenceMs / 1000} s`), silenceMs);
      };
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      socket.addEventListener('open', heard);
      socket.addEventListener('message', ({ data }) => {
        heard();
        try {
          if (typeof data !== 'string' || data.length > MAXIMUM_MESSAGE)
            throw new RayError('bad-answer', 'The cluster sends a log that is no text, or too much of it at once.');
          onText(data);
        } catch (error) {
          settle();
          reject(error);
        }
      });
      socket.addEventListener('error', (event) => {
        settle();
        const cause = (event as { error?: unknown }).error;
        reject(
          cause instanceof Error
            ? transport.failure(rootOf(cause))
            : transport.failure(new Error('the web socket failed')),
        );
      });
      socket.addEventListener('close', ({ code, wasClean }) => {
        settle();
        // 1000: done. 1005: closed without a word, as aiohttp does at the end of a handler.
        if (wasClean && (code === 1000 || code === 1005)) resolve();
        else broken(`broke off (${code})`);
      });
    });
  } finally {
    socket.close();
  }
}

/**
 * Ray 2.60 hands the offer to compress on to the process behind its dashboard, which then compresses what the dashboard
 * does not expect: the log closes at once, in good order and empty. So nothing is offered.
 */
function withoutCompression(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => {
    const headers = { ...(options.headers as Record<string, string>) };
    for (const name of Object.keys(headers))
      if (name.toLowerCase() === 'sec-websocket-extensions') delete headers[name];
    return dispatch({ ...options, headers }, handler);
  };
}

/** What undici's errors are about. */
function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
