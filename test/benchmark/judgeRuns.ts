import { judge } from '../../src/core/comparison/judge.js';
import { madeRun } from '../support/judgedRuns.js';

// How long it takes to judge 20 runs of 10,000 images of 10 classes, each a model of its own: all pairs, bootstrap, classes
// and cells. Then the same as four models with five seeds. A busy machine makes the clock run on: so the processor's time is
// told too. Argument: repetitions (default 5).
const [, , repetitions = '5'] = process.argv;

const skills = Array.from({ length: 20 }, (_, index) => 1.9 + 0.02 * index);
const models = skills.map((skill, index) => madeRun({ model: `m${index}`, seed: 1, skill }, 10_000, 10));
const seeds = skills.map((_, index) =>
  madeRun({ model: `m${index % 4}`, seed: Math.floor(index / 4), skill: 1.9 + 0.05 * (index % 4) }, 10_000, 10),
);
for (const [what, runs] of [
  ['20 models', models],
  ['4 models of 5 seeds', seeds],
] as const) {
  const times: number[] = [];
  const processor: number[] = [];
  for (let at = 0; at < Number(repetitions); at += 1) {
    const [start, spent] = [performance.now(), process.cpuUsage()];
    const judgement = judge(runs);
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(spent);
    processor.push((user + system) / 1000);
    if (at === 0)
      process.stdout.write(
        `${judgement.groups.length} groups, ${judgement.pairs.length} pairs, ${JSON.stringify(judgement).length} characters\n${judgement.sentence}\n${judgement.pairs[0]?.verdict.sentence}\n`,
      );
  }
  process.stdout.write(`${what}: ${middleOf(times)} by the clock, ${middleOf(processor)} of the processor\n`);
}

function middleOf(times: number[]): string {
  times.sort((a, b) => a - b);
  const [low, middle, high] = [times[0], times[Math.floor(times.length / 2)], times.at(-1)];
  return `${middle?.toFixed(0)} ms (${low?.toFixed(0)} to ${high?.toFixed(0)})`;
}
