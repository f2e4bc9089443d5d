import { layerTypes } from '../../../src/core/layers/index.js';
import { describeOptionContract } from '../../support/optionContract.js';

describeOptionContract('layers', layerTypes);
