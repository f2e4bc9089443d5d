import type { ServedRun } from '../../protocol/service.js';

/** A run's time, milliseconds since the epoch; from its id where no event tells. */
export function timeOf({ startTime, runId }: ServedRun): number {
  if (startTime !== undefined) return startTime;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(runId) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? 0 : time;
}

/** Local date, `2031-04-05`. */
export function dayOf(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/** `07` */
export function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
