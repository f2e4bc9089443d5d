import { expect, it } from 'vitest';
import { describeUnread, DEFAULT_DATASET as registered } from '../../../src/datasets/index.js';
import { DEFAULT_DATASET, defaultTarget } from '../../../src/host/language/defaultTarget.js';

it('is what the default dataset says of itself', async () => {
  expect(DEFAULT_DATASET).toBe(registered);
  const described = await describeUnread(registered);
  expect(defaultTarget).toEqual({ inputShape: described?.imageShape, classCount: described?.classNames.length });
});
