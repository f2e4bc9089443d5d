import { type Engine, type EngineDescription, EngineError } from '../core/engine.js';
import { portableDescription } from './portable/description.js';
import { PortableEngine } from './portable/portableEngine.js';
import { intraOpThreads } from './tensorflow/engineInfo.js';
import { readInstructionSets } from './tensorflow/instructionSets.js';
import { loadTensorFlow } from './tensorflow/load.js';
import { TensorFlowEngine } from './tensorflow/tensorflowEngine.js';
import { budgetThreads } from './tensorflow/threadBudget.js';

/** What is known of the work before an engine is loaded. */
export interface ExpectedWork {
  /** Multiply–accumulates of one training step, forward: `plan`'s MACs times the batch size. */
  readonly stepMacs?: number;
}

/** Engines by the id that requests name. */
const engines = {
  tensorflow: ({ stepMacs }: ExpectedWork): Engine => {
    budgetThreads(stepMacs);
    const tf = loadTensorFlow();
    const description: EngineDescription = {
      id: 'tensorflow',
      versions: { tensorflow: tf.backend().binding.TF_Version, 'tfjs-node': tf.version['tfjs-node'] },
      threads: intraOpThreads(),
      instructionSets: readInstructionSets(),
    };
    return new TensorFlowEngine(tf, description);
  },
  portable: (): Engine => new PortableEngine(portableDescription),
} as const satisfies Record<string, (work: ExpectedWork) => Engine>;

export type EngineId = keyof typeof engines;

/** Every engine there is. */
export const engineIds = Object.keys(engines) as readonly EngineId[];

/**
 * Loads an engine into this process; only the trainer's child process does so.
 * @throws EngineError when it cannot be loaded; the message says what to do.
 */
export function createEngine(id: EngineId, work: ExpectedWork = {}): Engine {
  const create = engines[id];
  if (create === undefined) throw new EngineError(`there is no engine ${id}; there are: ${engineIds.join(', ')}`);
  return create(work);
}
