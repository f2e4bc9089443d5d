import type { Port } from '../src/protocol/channel.js';

/** What VS Code gives to the page of a webview, once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
  /** Only in a report, which is a page outside VS Code. */
  readonly isReport?: boolean;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's ways to VS Code: messages, and what it keeps over a reload. */
export function connect(): {
  readonly port: Port;
  readonly stored: unknown;
  readonly isReport: boolean;
  store(state: unknown): void;
} {
  const api = acquireVsCodeApi();
  return {
    port: {
      post: (message) => api.postMessage(message),
      listen(listener) {
        const hear = ({ data }: MessageEvent<unknown>) => listener(data);
        window.addEventListener('message', hear);
        return () => window.removeEventListener('message', hear);
      },
    },
    stored: api.getState(),
    isReport: api.isReport === true,
    store: (state) => api.setState(state),
  };
}
