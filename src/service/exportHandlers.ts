import type { ServiceHandlers } from './serviceHandlers.js';

/** Writes models for other programs. What does that is loaded when it is first asked for. */
export const exportHandlers: Pick<ServiceHandlers, 'exportModel' | 'exportToMlflow'> = {
  async exportModel({ folder, format, out }) {
    const { exportRunToFiles } = await import('../interop/exportRunToFiles.js');
    // Whoever chose a place in the editor was asked there whether it may be written over.
    return exportRunToFiles(folder, format, { out, overwrites: true });
  },
  async exportToMlflow({ folder, to, credentials }, { signal }) {
    const { exportRunToMlflow } = await import('../interop/mlflow/exportRunToMlflow.js');
    return exportRunToMlflow(folder, { to, credentials, signal });
  },
};
