/** Scripts that measure from within the page; each is an expression. A frame's end is when it has been laid out and painted. */

/** Sets `shownAt` to the milliseconds since the page began when a verdict, or whatever the view begins with, is painted. */
export const shownAt = `(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => { window.shownAt = performance.now(); };
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

/** Goes to a view; gives how many milliseconds it takes until its first frame has been painted. */
export function tabSwitch(view: string): string {
  return `new Promise((resolve) => {
    const channel = new MessageChannel();
    const began = performance.now();
    channel.port1.onmessage = () => resolve(performance.now() - began);
    document.querySelector('#tab-${view}').click();
    const look = () => {
      const shown = document.querySelector('.view.${view}');
      if (shown !== null && !shown.hidden) channel.port2.postMessage(null);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`;
}

/** Clicks a cell; gives how many milliseconds it takes until all of its images that can be seen are drawn. */
export function clickToImages(row: number, column: number): string {
  return `new Promise((resolve) => {
    const channel = new MessageChannel();
    const began = performance.now();
    channel.port1.onmessage = () => resolve(performance.now() - began);
    document.querySelector('.view.confusion td[data-row="${row}"][data-column="${column}"]').click();
    const look = () => {
      const view = document.querySelector('.view.errors');
      const tiles = view.hidden ? [] : [...view.querySelectorAll('.tile')];
      const isCell = !view.hidden && view.querySelector('.crumbs')?.textContent.includes('→');
      if (isCell && tiles.length > 0 && tiles.every((tile) => !tile.classList.contains('is-waiting')))
        channel.port2.postMessage(null);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })`;
}

/** From now on until `endWatch()`, notes how long each frame's work took, and every task of 50 ms or more. */
export const streamWatch = `(() => {
  const works = [];
  const longTasks = [];
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  });
  observer.observe({ entryTypes: ['longtask'] });
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
    observer.disconnect();
    return { works, longTasks };
  };
})()`;
