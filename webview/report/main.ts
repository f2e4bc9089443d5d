import { Channel, type Port } from '../../src/protocol/channel.js';
import { unpackValue } from '../../src/protocol/packedValue.js';
import type { HostContract, PageContract } from '../../src/protocol/page.js';
import type { ReportData } from '../../src/protocol/report.js';
import { applyTheme } from './applyTheme.js';
import { showDefinition } from './definitionDialog.js';
import { reportHandlers } from './reportHandlers.js';
import { saveFile } from './saveFile.js';
import { pageTheme } from './themes.js';

// Runs before the page, in the file of a report: gives it a host of its own, which has all that there is to know.

const isLight = matchMedia('(prefers-color-scheme: light)');
const isContrasting = matchMedia('(prefers-contrast: more)');
const stored = { state: undefined as unknown };

function setTheme(): void {
  const kind = isLight.matches ? 'light' : 'dark';
  const contrasting = isLight.matches ? 'high contrast light' : 'high contrast';
  applyTheme(document, pageTheme(isContrasting.matches ? contrasting : kind));
}

function begin(): Port {
  let hear: (message: unknown) => void = () => undefined;
  const early: unknown[] = [];
  const isHeard = { value: false };
  const host: Port = {
    // As what comes in a webview: later, to the window.
    post: (message) => void setTimeout(() => window.dispatchEvent(new MessageEvent('message', { data: message }))),
    listen: (listener) => {
      hear = listener;
      isHeard.value = true;
      for (const message of early.splice(0)) listener(message);
      return () => undefined;
    },
  };
  void readData().then(
    (data) => {
      const handlers = reportHandlers(data, {
        tell: (name, payload) => channel.notify(name, payload),
        showDefinition,
        saveFile,
      });
      const channel = new Channel<HostContract, PageContract>(host, handlers, {
        onProblem: (problem) => console.warn(problem),
      });
    },
    (error: unknown) => {
      document.body.textContent = `The report cannot be read: ${error instanceof Error ? error.message : String(error)}. It is damaged, or the browser is too old.`;
    },
  );
  return {
    post: (message) => void (isHeard.value ? setTimeout(() => hear(message)) : early.push(message)),
    listen: () => () => undefined,
  };
}

async function readData(): Promise<ReportData> {
  const base64 = document.getElementById('report-data')?.textContent ?? '';
  const compressed = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip'));
  const data = unpackValue(new Uint8Array(await new Response(stream).arrayBuffer())) as ReportData;
  if (data.version !== 1) throw new Error(`Its form ${String(data.version)} is not known`);
  return data;
}

setTheme();
isLight.addEventListener('change', setTheme);
isContrasting.addEventListener('change', setTheme);

Object.assign(window, {
  acquireVsCodeApi: () => {
    const port = begin();
    return {
      postMessage: (message: unknown) => port.post(message),
      getState: () => stored.state,
      setState: (state: unknown) => {
        stored.state = state;
      },
      isReport: true,
    };
  },
});
