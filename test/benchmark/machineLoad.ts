import { cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** Above this fraction, what is measured says more about the machine's other work than about the contestants. */
export const BUSY_LIMIT = 0.1;

/** Time that a pool of threads may spin after its last piece of work. */
const SETTLING_MS = 300;
const WATCHING_MS = 500;

/** Fraction 0..1 of all cores' time that was used while nobody here computed: by other programs, that is. */
export async function otherLoad(): Promise<number> {
  await setTimeout(SETTLING_MS);
  const before = coreTimes();
  await setTimeout(WATCHING_MS);
  const after = coreTimes();
  const total = after.total - before.total;
  return total === 0 ? 0 : (total - (after.idle - before.idle)) / total;
}

function coreTimes(): { readonly idle: number; readonly total: number } {
  let [idle, total] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, total };
}
