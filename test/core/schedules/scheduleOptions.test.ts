import { scheduleTypes } from '../../../src/core/schedules/index.js';
import { describeOptionContract } from '../../support/optionContract.js';

describeOptionContract('schedules', scheduleTypes);
