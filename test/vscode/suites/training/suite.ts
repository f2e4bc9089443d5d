import type { SuiteDefinition } from '../../suiteDefinition.js';

/** Training as a person does it, in an empty folder: the portable engine on the embedded sample of Fashion-MNIST. */
export const suite: SuiteDefinition = {
  settings: {
    'modelBakeoff.engine': 'portable',
    'modelBakeoff.training.epochs': 1,
  },
  // Only the embedded sample, whatever else this machine has.
  environment: { BAKEOFF_FASHION_MNIST: '' },
  timeoutSeconds: 300,
};
