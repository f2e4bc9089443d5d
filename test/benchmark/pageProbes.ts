/**
 * Scripts that measure from within the page; each is an expression, and marks in a trace from where to where. A frame's end
 * is when it has been laid out and painted.
 */

/** Marks of a page that is loaded. */
export const LOADING = 'stored run on the screen';

/** Sets `shownAt` to the milliseconds since the page began when a verdict, or whatever the view begins with, is painted. */
export const shownAt = `(() => {
  performance.mark('${LOADING}');
  const channel = new MessageChannel();
  channel.port1.onmessage = () => {
    performance.mark('${LOADING}');
    window.shownAt = performance.now();
  };
  const look = () => {
    const view = document.querySelector('[role=tabpanel] .view:not([hidden]), .view:not([hidden])');
    if (view !== null && view.childElementCount > 0 && document.querySelector('.chip') !== null) channel.port2.postMessage(null);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()`;

/** Waits for `shownAt`, and gives it. */
export const whenShown = `new Promise((resolve) => {
  const look = () => (window.shownAt === undefined ? setTimeout(look, 5) : resolve(window.shownAt));
  look();
})`;

/** Goes to a view, until its first frame has been painted. */
export function tabSwitch(view: string, mark: string): string {
  const isShown = `
    const shown = document.querySelector('.view.${view}');
    return shown !== null && !shown.hidden;`;
  return clickUntil(`#tab-${view}`, isShown, mark);
}

/** Goes to a view, until all charts that it shows have been drawn, which may be in several frames. */
export function tabWithCharts(view: string, mark: string): string {
  const areDrawn = `
    const charts = [...document.querySelectorAll('.view.${view}:not([hidden]) .chart-figure .canvas-box canvas')];
    const shown = charts.filter((canvas) => canvas.offsetParent !== null);
    // A chart sets the size of its canvas before it draws, in the same task.
    return shown.length > 0 && shown.every((canvas) => canvas.style.width !== '' && canvas.width > 0);`;
  return clickUntil(`#tab-${view}`, areDrawn, mark);
}

/** Clicks a cell, until all of its images that can be seen are drawn. */
export function clickToImages(row: number, column: number, mark: string): string {
  const areDrawn = `
    const view = document.querySelector('.view.errors');
    const tiles = view.hidden ? [] : [...view.querySelectorAll('.tile')];
    const isCell = !view.hidden && view.querySelector('.crumbs')?.textContent.includes('→');
    return isCell && tiles.length > 0 && tiles.every((tile) => !tile.classList.contains('is-waiting'));`;
  return clickUntil(`.view.confusion td[data-row="${row}"][data-column="${column}"]`, areDrawn, mark);
}

/** A click, until the body `isDone` gives true in a frame, and that frame has been painted; `mark` at both ends. */
function clickUntil(selector: string, isDone: string, mark: string): string {
  return `new Promise((resolve) => {
    const isDone = () => {${isDone}
    };
    const channel = new MessageChannel();
    performance.mark('${mark}');
    channel.port1.onmessage = () => {
      performance.mark('${mark}');
      resolve();
    };
    document.querySelector('${selector}').click();
    const look = () => (isDone() ? channel.port2.postMessage(null) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  })`;
}

/** From now on until `endWatch()`, notes how long each frame's work took, by the clock on the wall. */
export const streamWatch = `(() => {
  const works = [];
  const channel = new MessageChannel();
  let began = 0;
  let isOn = true;
  channel.port1.onmessage = () => works.push(performance.now() - began);
  const step = () => {
    if (!isOn) return;
    began = performance.now();
    channel.port2.postMessage(null);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  window.endWatch = () => {
    isOn = false;
    return works;
  };
})()`;
