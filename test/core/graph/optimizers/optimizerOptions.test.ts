import { optimizerTypes } from '../../../../src/core/graph/optimizers/index.js';
import { describeOptionContract } from '../../../support/optionContract.js';

describeOptionContract('optimizers', optimizerTypes);
