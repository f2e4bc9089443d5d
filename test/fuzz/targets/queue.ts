import fc from 'fast-check';
import { createColors } from 'picocolors';
import { queueSentence, queueTable } from '../../../src/cli/render/queueList.js';
import { renderTerminalTable } from '../../../src/cli/render/terminalTable.js';
import { changeQueue } from '../../../src/core/queue/changeQueue.js';
import { emptyQueue } from '../../../src/core/queue/job.js';
import { takeJob } from '../../../src/core/queue/leaseJobs.js';
import { parseQueue, writeQueueText } from '../../../src/core/queue/parseQueue.js';
import { isRunId } from '../../../src/runs/runId.js';
import { mutated } from '../../support/jsonMutation.js';
import { defineTarget, must } from '../fuzzTarget.js';
import { mutatedBytes } from '../mutateText.js';
import { mustBePlain } from '../plainText.js';
import { hostile } from '../schemaValues.js';

const jobs = [0, 1].map((seed) => ({ modelName: 'cnn', seed, definitionHash: 'a'.repeat(64) }));
const lease = { token: 'b'.repeat(24), pid: 7, startedAt: null, host: 'here', beat: 1 };
const runIdFor = () => '20310405-060708-cnn-s0-4f3a';
const taken = takeJob(changeQueue(emptyQueue, { type: 'add', jobs }, 1), { lease, atOnce: 1, runIdFor, now: 2 });
const text = writeQueueText(taken?.queue ?? emptyQueue);
const stored = JSON.parse(text);
const named = hostile.map((modelName) => JSON.stringify({ ...stored, jobs: [{ ...stored.jobs[1], modelName }] }));

/** A queue that came with a folder: refused, or read; what is read can be shown and written, and leads nowhere else. */
export const queueTarget = defineTarget({
  name: 'queue',
  cases: 2_000,
  arbitrary: fc.oneof(
    mutated(stored).map((value) => JSON.stringify(value) ?? ''),
    mutatedBytes(Buffer.from(text)).map((bytes) => bytes.toString('utf8')),
    named,
    fc.constantFrom('', '{}', 'null', '['.repeat(100_000)),
  ),
  check: (candidate: string) => {
    const parsed = parseQueue(candidate);
    if (!('queue' in parsed)) return;
    const { queue } = parsed;
    for (const { runId } of queue.jobs)
      must(runId === undefined || isRunId(runId), 'a run that is no name of a folder');
    must('queue' in parseQueue(writeQueueText(queue)), 'cannot be read again');
    mustBePlain(renderTerminalTable(queueTable(queue.jobs, new Map(), new Map()), 100, createColors(false)));
    mustBePlain(queueSentence(queue));
  },
});
