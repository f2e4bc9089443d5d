import type { ServedRun } from '../../protocol/service.js';

/** A run's time, milliseconds since the epoch; from its id where no event tells. */
export function timeOf({ startTime, runId }: ServedRun): number {
  if (startTime !== undefined) return startTime;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(runId) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? 0 : time;
}
