import { Channel } from '../src/protocol/channel.js';
import type { HostContract, PageContract } from '../src/protocol/page.js';
import { readSelection } from '../src/protocol/pageReaders.js';
import { ImageAtlas } from './images/imageAtlas.js';
import { liveRegion } from './shell/liveRegion.js';
import { type PageContext, page } from './shell/page.js';
import { announcementOf } from './state/announcement.js';
import { ImageList } from './state/imageList.js';
import { type AskForData, PageData, problemOf } from './state/pageData.js';
import { PageStore } from './state/pageStore.js';
import { onThemeChange, readTheme } from './theme/theme.js';
import { connect } from './vscodeApi.js';

const root = document.getElementById('page');
if (root === null) throw new Error('The page has no element to be drawn in.');
const { port, stored, store: keep, isReport } = connect();
const onProblem = (problem: string) => console.warn(problem);
const channel = new Channel<PageContract, HostContract>(port, {}, { onProblem });
const askForData: AskForData = (request, params, options) => channel.request(request, params, options);
const store = new PageStore();
const spoken = liveRegion();

const data = new PageData(askForData, draw);

const context: PageContext = {
  data,
  isReport,
  atlas: new ImageAtlas(askForData, draw),
  imageList: new ImageList(),
  async ask(request, params) {
    try {
      return await channel.request(request, params);
    } catch (error) {
      store.dispatch({ kind: 'failed', problem: problemOf(error) });
      return undefined;
    }
  },
  select: (change) => store.dispatch({ kind: 'selected', change }),
  amend: (change) => store.dispatch({ kind: 'amended', change }),
  announce: spoken.announce,
  focusInspector: () => shown.focusInspector(),
  goBack: () => store.dispatch({ kind: 'wentBack' }),
  goForward: () => store.dispatch({ kind: 'wentForward' }),
  dismissProblem: () => store.dispatch({ kind: 'problemDismissed' }),
};

document.body.append(spoken.element);
const shown = page(root, context);
let theme = readTheme(root);
let isDrawing = false;

// However much happens, the page is drawn once a frame.
function draw(): void {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    shown.render(store.state, theme);
  });
}

onThemeChange(() => {
  theme = readTheme(root);
  draw();
});
store.subscribe((state, before) => {
  spoken.announce(announcementOf(before, state));
  if (state.history !== before.history && state.isReady) keep(state.history.present);
  if (state.runs !== before.runs) data.keepRuns(new Set(state.runs.map(({ runId }) => runId)));
  draw();
});
channel.on('shown', (snapshot) => store.dispatch({ kind: 'shown', snapshot }));
channel.on('runEvents', (told) => store.dispatch({ kind: 'runEvents', told }));
channel.on('factsChanged', (told) => store.dispatch({ kind: 'factsChanged', told }));
channel.on('doubtsChanged', () => data.forget(['readDataCheck', 'honestScores']));
channel.on('attributionsChanged', () => data.forget(['attributionOf', 'attributionCost']));
channel.on('viewAsked', (told) => store.dispatch({ kind: 'viewAsked', told }));

const selection = readSelection(stored);
if (selection !== undefined) store.dispatch({ kind: 'amended', change: selection });
draw();
meetHost();
// A page that was hidden has heard nothing in the meantime.
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') meetHost();
});

function meetHost(): void {
  void context.ask('ready', null).then((snapshot) => {
    if (snapshot !== undefined) store.dispatch({ kind: 'shown', snapshot });
  });
}
