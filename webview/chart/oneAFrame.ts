const waiting = new Set<() => void>();
let isAwake = false;

/**
 * Does heavy drawing in one of the next frames, each in one of its own: together they would be felt. The same function
 * waits once.
 */
export function oneAFrame(work: () => void): void {
  waiting.add(work);
  if (isAwake) return;
  isAwake = true;
  requestAnimationFrame(next);
}

function next(): void {
  const [work] = waiting;
  if (work === undefined) {
    isAwake = false;
    return;
  }
  waiting.delete(work);
  requestAnimationFrame(next);
  work();
}
