import type { Port } from './channel.js';

/** What a `Worker` and a `MessagePort` of `node:worker_threads` have in common. */
export interface NodePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
}

/** One side's end of the way between a thread and its worker. */
export function workerPort(port: NodePort): Port {
  return {
    post: (message) => port.postMessage(message),
    listen(listener) {
      port.on('message', listener);
      return () => void port.off('message', listener);
    },
  };
}
