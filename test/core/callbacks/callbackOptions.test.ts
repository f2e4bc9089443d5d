import { callbackTypes } from '../../../src/core/callbacks/index.js';
import { describeOptionContract } from '../../support/optionContract.js';

describeOptionContract('callbacks', callbackTypes);
