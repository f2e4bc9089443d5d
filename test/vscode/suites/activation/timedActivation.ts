import { extensionUnderTest } from '../../support/extensionUnderTest.js';
import { activationTimes } from '../../support/startupPerformance.js';

/** Activates the extension; gives how long all of it took, in milliseconds. */
export async function timedActivation(): Promise<number> {
  await extensionUnderTest().activate();
  const { loadMs, callMs, finishMs } = await activationTimes(extensionUnderTest().id);
  console.log(`      loading ${loadMs} ms, activate ${callMs} ms, until it was settled ${finishMs} ms`);
  return loadMs + callMs + finishMs;
}
