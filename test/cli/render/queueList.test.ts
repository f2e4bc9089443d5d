import { describe, expect, it } from 'vitest';
import { queueSentence } from '../../../src/cli/render/queueList.js';
import { changeQueue } from '../../../src/core/queue/changeQueue.js';
import { emptyQueue } from '../../../src/core/queue/job.js';

const job = { modelName: 'cnn', seed: 0, definitionHash: 'a'.repeat(64) };

describe('the sentence about a queue', () => {
  it('counts jobs by state, and says when it is paused or empty', () => {
    const queue = changeQueue(emptyQueue, { type: 'add', jobs: [job, job] }, 0);
    expect(queueSentence(queue)).toBe('2 jobs: 2 waiting');
    const paused = changeQueue(changeQueue(queue, { type: 'cancel', ids: ['1'] }, 0), { type: 'pauseQueue' }, 0);
    expect(queueSentence(paused)).toBe('2 jobs: 1 waiting, 1 cancelled; the queue is paused');
    expect(queueSentence(emptyQueue)).toBe('The queue is empty.');
    expect(queueSentence({ ...emptyQueue, isPaused: true })).toBe('The queue is empty, and paused.');
  });
});
