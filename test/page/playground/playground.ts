import type { Port } from '../../../src/protocol/channel.js';
import { applyTheme, type ThemedDocument } from '../../../webview/report/applyTheme.js';
import { FakeHost } from '../support/fakeHost.js';
import { pageTheme, pageThemes } from '../support/themes.js';
import { Replay } from './replay.js';
import { type Scenario, scenarios } from './scenarios.js';

// In the browser, around the page's frame: the fake host of the page tests, and what a person can choose of it. Choices are
// in the address, so that a reload or a link shows the same again: #scenario=live&theme=light&width=420&speed=4

interface Frame {
  src: string;
  readonly style: { width: string };
  readonly contentDocument: ThemedDocument;
  readonly contentWindow: { postMessage(message: unknown): void };
}

/** As much of a browser as the playground needs: it is compiled with the tests, which have none. */
interface Browser {
  readonly document: {
    getElementById(id: string): unknown;
    createElement(name: string): Control;
  };
  readonly location: { hash: string };
  readonly sessionStorage: { getItem(key: string): string | null; setItem(key: string, value: string): void };
  playgroundApi: unknown;
}

interface Control {
  textContent: string;
  value: string;
  type: string;
  append(...children: (Control | string)[]): void;
  addEventListener(name: string, listener: () => void): void;
}

const browser = globalThis as unknown as Browser;
const frame = browser.document.getElementById('frame') as Frame;
const form = browser.document.getElementById('choices') as Control;
const told = browser.document.createElement('output');

const defaults = { scenario: 'two-models', theme: 'dark', width: '', speed: '4' };
type Choice = keyof typeof defaults;
const fromAddress = new URLSearchParams(browser.location.hash.slice(1));
const chosen = Object.fromEntries(
  Object.entries(defaults).map(([name, value]) => [name, fromAddress.get(name) ?? value]),
) as Record<Choice, string>;

let host: FakeHost | undefined;
let replay: Replay | undefined;
/** The page of now: one that is loaded over it has another number. */
let pageNumber = 0;

/** What the page's frame takes for VS Code. */
browser.playgroundApi = () => {
  const scenario = scenarios.find(({ id }) => id === chosen.scenario) ?? scenarios[0];
  if (scenario === undefined) throw new Error('There is no scenario.');
  replay?.dispose();
  host?.dispose();
  applyTheme(frame.contentDocument, pageTheme(chosen.theme));
  pageNumber += 1;
  const ownNumber = pageNumber;
  let hear: (message: unknown) => void = () => undefined;
  const port: Port = {
    post: (message) => {
      if (ownNumber === pageNumber) frame.contentWindow.postMessage(message);
    },
    listen: (listener) => {
      hear = listener;
      return () => undefined;
    },
  };
  host = hostOf(scenario, port);
  const key = `state of ${scenario.id}`;
  return {
    postMessage: (message: unknown) => {
      if (ownNumber === pageNumber) hear(structuredClone(message));
    },
    getState: () => JSON.parse(browser.sessionStorage.getItem(key) ?? 'null') as unknown,
    setState: (state: unknown) => browser.sessionStorage.setItem(key, JSON.stringify(state)),
  };
};

function hostOf(scenario: Scenario, port: Port): FakeHost {
  const say = (text: string) => {
    told.textContent = text;
  };
  const rest =
    <T>(name: string, result: T) =>
    (params: unknown) => {
      say(`${name} ${JSON.stringify(params)}`);
      return result;
    };
  const created: FakeHost = new FakeHost(port, scenario.snapshot(), {
    openDefinition: rest('openDefinition', null),
    compareSideBySide: rest('compareSideBySide', null),
    attributeDifference: rest('attributeDifference', null),
    showWhatChanged: rest('showWhatChanged', null),
    showRunLog: rest('showRunLog', null),
    resumeRun: rest('resumeRun', null),
    trainModel: rest('trainModel', null),
    checkData: rest('checkData', null),
    saveText: rest('saveText', true),
    exportRuns: rest('exportRuns', true),
    saveImage: rest('saveImage', true),
    stopRun: () => {
      replay?.stop();
      return null;
    },
    pickRuns: () => showRuns(created, scenario.snapshot().runs),
    removeRun: ({ runId }) =>
      showRuns(
        created,
        created.snapshot.runs.filter((run) => run.runId !== runId),
      ),
    setBaseline: ({ runId }) => {
      const baseline = runId === null ? {} : { baseline: runId };
      const { baseline: _, ...snapshot } = created.snapshot;
      created.snapshot = { ...snapshot, ...baseline };
      created.tell('factsChanged', { ...baseline, facts: [] });
      return null;
    },
  });
  for (const [name, error] of Object.entries(scenario.refusals ?? {})) created.refusals.set(name, error);
  const { delayMs } = scenario;
  if (delayMs !== undefined)
    for (const name of [
      'readSamples',
      'readImages',
      'inspectSample',
      'inspectLayers',
      'findNearest',
      'gradCam',
      'occlude',
      'findNearestFeatures',
      'readDataset',
      'augmentSamples',
    ])
      created.delays.set(name, (result) => new Promise((resolve) => setTimeout(resolve, delayMs, result)));
  if (scenario.coming !== undefined) {
    replay = new Replay(created, 'live-run', scenario.coming);
    replay.speed = Number(chosen.speed);
  }
  return created;
}

function showRuns(shown: FakeHost, runs: FakeHost['snapshot']['runs']): null {
  const { view: _, ...snapshot } = shown.snapshot;
  shown.snapshot = { ...snapshot, runs };
  shown.tell('shown', shown.snapshot);
  return null;
}

function list(
  name: Choice,
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  act: () => void,
): void {
  const caption = browser.document.createElement('label');
  const select = browser.document.createElement('select');
  for (const [value, text] of options) {
    const option = browser.document.createElement('option');
    option.value = value;
    option.textContent = text;
    select.append(option);
  }
  select.value = chosen[name];
  select.addEventListener('change', () => {
    chosen[name] = select.value;
    browser.location.hash = new URLSearchParams(chosen).toString();
    act();
  });
  caption.append(`${label} `, select);
  form.append(caption);
}

function load(): void {
  frame.src = `/page?${Date.now()}`;
}

function setWidth(): void {
  frame.style.width = chosen.width === '' ? '100%' : `${chosen.width}px`;
}

list(
  'scenario',
  'Show',
  scenarios.map(({ id, title }) => [id, title]),
  load,
);
list(
  'theme',
  'Theme',
  pageThemes.map(({ name }) => [name, name]),
  () => applyTheme(frame.contentDocument, pageTheme(chosen.theme)),
);
list(
  'width',
  'Width',
  [
    ['', 'all'],
    ['420', '420'],
    ['700', '700'],
    ['1100', '1100'],
  ],
  setWidth,
);
list(
  'speed',
  'Replay',
  [
    ['0', 'paused'],
    ['1', '1×'],
    ['4', '4×'],
    ['20', '20×'],
    ['200', '200×'],
  ],
  () => {
    if (replay !== undefined) replay.speed = Number(chosen.speed);
  },
);
const again = browser.document.createElement('button');
again.type = 'button';
again.textContent = 'Load anew';
again.addEventListener('click', load);
form.append(again, told);
setWidth();
load();
