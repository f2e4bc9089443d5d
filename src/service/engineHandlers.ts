import { cacheFolder } from '../cacheFolder.js';
import { printable } from '../core/format.js';
import { installTensorFlow, readEngineInfo } from '../engines/install.js';
import type { Notify, ServiceHandlers } from './serviceHandlers.js';
import { atIntervals, installProgress } from './workProgress.js';

/** Examining and installing the native engine. */
export function engineHandlers(notify: Notify): Pick<ServiceHandlers, 'describeEngine' | 'installEngine'> {
  return {
    async describeEngine(_, { signal }) {
      const { state, probe, problem } = await readEngineInfo({ signal });
      return {
        state,
        ...(probe === undefined ? {} : { version: probe.tensorFlow }),
        ...(problem === undefined ? {} : { problem: problem.split('\n').map(printable).join('\n') }),
      };
    },

    async installEngine({ force }, { signal, report }) {
      const tell = atIntervals(report);
      const { probe } = await installTensorFlow({
        cache: cacheFolder(),
        force,
        signal,
        onProgress: (progress) => tell(installProgress(progress)),
      }).catch((error: Error) => {
        // Whole, with the last words of npm, pip or a compiler.
        if (!signal.aborted) notify('logged', { level: 'error', message: error.message });
        throw error;
      });
      return { state: 'ready', version: probe.tensorFlow };
    },
  };
}
