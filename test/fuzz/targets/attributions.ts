import fc from 'fast-check';
import { createColors } from 'picocolors';
import { renderAttribution } from '../../../src/cli/render/attributionReport.js';
import { parseAttribution } from '../../../src/core/difference/attributionRecord.js';
import { attributionRecord } from '../../support/attributionRecord.js';
import { mutated } from '../../support/jsonMutation.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { hostile } from '../schemaValues.js';

const record = attributionRecord();

const named = hostile.map((name) =>
  JSON.stringify({ ...record, first: { ...record.first, name }, groups: [{ ...record.groups[0], label: name }, name] }),
);

/** Files beside the runs, which anybody may have written: read, or left out; what is read can be shown and written again. */
export const attributionTarget = defineTarget({
  name: 'attribution',
  cases: 2_000,
  arbitrary: fc.oneof(
    mutated(record).map((value) => JSON.stringify(value) ?? ''),
    mutatedBytes(Buffer.from(JSON.stringify(record))).map((bytes) => bytes.toString('utf8')),
    named,
    fc.constantFrom('', '{}', '[]', 'null', '['.repeat(100_000), `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
  ),
  check: (text: string) => {
    const read = parseAttribution(text);
    if (read === undefined) return;
    must(read.result.steps.length === read.groups.length, 'a group without a figure');
    must(parseAttribution(JSON.stringify(read)) !== undefined, 'cannot be read again');
    mustBePlain(renderAttribution(read, { columns: 100, color: createColors(false) }));
  },
});
