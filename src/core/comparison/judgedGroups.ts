import { printable } from '../format.js';
import { groupBySetup } from '../run/groupBySetup.js';
import { requireSameImages } from '../samples/sampleColumns.js';
import { type JudgedRun, type ReadyRun, readyRun } from './judgedRun.js';
import type { LeftOutRun } from './judgement.js';

/** The runs of one model. */
export interface ReadyGroup {
  readonly modelName: string;
  readonly title: string;
  readonly setup: string;
  readonly runs: readonly ReadyRun[];
}

/**
 * Puts runs that were tested on the same images as the first one with predictions into groups, one for each model, in the
 * order in which they come; the others are left out, each with the reason.
 */
export function judgedGroups(runs: readonly JudgedRun[]): {
  readonly groups: readonly ReadyGroup[];
  readonly leftOut: readonly LeftOutRun[];
} {
  const leftOut: LeftOutRun[] = [];
  const ready: ReadyRun[] = [];
  for (const run of runs) {
    const { runId, modelName, seed, samples, missing = 'what it makes of the test images is not known' } = run;
    const isOneOfSeveral = seed !== null && runs.filter((other) => other.setup === run.setup).length > 1;
    const named = `${printable(modelName)}${isOneOfSeveral ? `, seed ${seed},` : ''}`;
    const leaveOut = (reason: LeftOutRun['reason'], why: string) =>
      leftOut.push({ runId, modelName, reason, message: `${named} is not judged: ${why}.` });
    if (samples === null) leaveOut('no-predictions', missing);
    else {
      const other = ready[0] === undefined ? undefined : whyOther(ready[0], { ...run, samples });
      if (other === undefined) ready.push(readyRun({ ...run, samples }));
      else leaveOut('other-images', other);
    }
  }
  const groups = groupBySetup(ready, (run) => run);
  const names = groups.map((group) => group[0]?.modelName ?? '');
  return {
    groups: groups.map((members, index) => {
      const modelName = names[index] ?? '';
      const isAlone = names.filter((name) => name === modelName).length === 1;
      const number = names.slice(0, index + 1).filter((name) => name === modelName).length;
      const title = printable(modelName);
      return {
        modelName,
        title: isAlone ? title : `${title} (${number})`,
        setup: members[0]?.setup ?? '',
        runs: members,
      };
    }),
    leftOut,
  };
}

function whyOther(first: ReadyRun, run: ReadyRunSource): string | undefined {
  if (run.testKey !== first.testKey) return `it was tested on other images than ${printable(first.modelName)}`;
  if (run.samples.classCount !== first.samples.classCount) return 'its classes are others';
  try {
    requireSameImages([first.samples, run.samples]);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

type ReadyRunSource = JudgedRun & { readonly samples: NonNullable<JudgedRun['samples']> };
