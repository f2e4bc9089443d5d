import { addJudgements } from '../../src/runs/judgementLog.js';

// Judges images one after the other, as `BY`: ROOT BY COUNT.
const [, , root = '', by = '', count = '0'] = process.argv;

async function main(): Promise<void> {
  for (let image = 0; image < Number(count); image += 1)
    await addJudgements(root, 'abc', [{ split: 'test', image, verdict: 'keep', by, time: image }]);
}

void main();
