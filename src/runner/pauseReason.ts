import type { RunEvent } from '../core/run/events.js';

/** Why a training that is to pause after an epoch stops now; undefined: it does not. What it has begun beyond that is trained again. */
export function pauseReason(event: RunEvent, pauseAfter: number | undefined): string | undefined {
  const isThere = event.type === 'epochEnded' && event.epoch === pauseAfter;
  return isThere ? `Paused after epoch ${event.epoch}: successive halving.` : undefined;
}
