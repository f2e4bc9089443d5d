import { parseModel } from '../core/definition/parseModel.js';
import { planAttribution } from '../core/difference/attributionPlan.js';
import { AttributionError } from '../core/difference/changeGroups.js';
import { compareModels } from '../core/difference/definitionChanges.js';
import { printable } from '../core/format.js';
import { differenceText } from '../core/run/definitionDifference.js';
import { describeDatasetById } from '../datasets/index.js';
import type { AttributionQuestion } from '../protocol/attribution.js';
import { RemoteError } from '../protocol/remoteError.js';
import { readAttributions } from '../runs/attributionFile.js';
import { findSameRuns } from '../runs/findSameRun.js';
import { readRun, type StoredRun } from '../runs/readRun.js';
import { attributionId, attributionRuns } from './attribution/attributionSetup.js';
import { expectedDurations } from './attribution/expectedDurations.js';
import { type MeasuredModel, measureAttribution } from './attribution/measureAttribution.js';
import type { ServiceHandlers } from './serviceHandlers.js';

type Requests = 'listChanges' | 'planAttribution' | 'measureAttribution' | 'findAttribution';

/** What changes between two definitions, what is to be trained to attribute it, and what came of that. */
export const attributionHandlers: Pick<ServiceHandlers, Requests> = {
  listChanges: ({ firstText, secondText, recipe }) => {
    const { changes } = compareModels(modelOf(firstText, recipe), modelOf(secondText, recipe));
    return changes.map(({ difference }) => differenceText(difference));
  },

  planAttribution: async (question) => {
    const { plan, checksum, target } = await planned(question);
    const wanted = attributionRuns(plan, question.seeds, question.setup, checksum);
    const found = await findSameRuns(question.root, wanted, 'complete');
    return {
      id: attributionId(plan, question.setup),
      groups: plan.groups.map(({ label, reasons }) => ({ label, reasons })),
      models: plan.models.map(({ mask, name, text, side, applied }) => ({ mask, name, text, side, applied })),
      trained: found.map((same) => same?.run.folder ?? null),
      durationsMs: await expectedDurations(question.root, plan, question.setup, { target, checksum }),
    };
  },

  measureAttribution: async ({ folders, failed, ...question }) => {
    const { plan } = await planned(question);
    const { seeds, choice, setup, root } = question;
    const measured: MeasuredModel[] = [];
    for (const [index, model] of plan.models.entries()) {
      const runs: (StoredRun | undefined)[] = [];
      for (const place of seeds.keys()) {
        const folder = folders[place * plan.models.length + index] ?? null;
        runs.push(folder === null ? undefined : await readRun(folder));
      }
      measured.push({ model, runs });
    }
    const asked = { groups: choice.groups ?? [], seeds };
    return told(() => measureAttribution(root, { plan, setup, asked, measured, failed }));
  },

  findAttribution: async ({ root, firstHash, secondHash }) =>
    (await readAttributions(root)).find(
      ({ first, second }) => first.hash === firstHash && second.hash === secondHash,
    ) ?? null,
};

async function planned({ firstText, secondText, setup, choice }: AttributionQuestion) {
  const { imageShape, classNames, checksum } = await describeDatasetById(setup.dataset, {});
  const target = { inputShape: imageShape, classCount: classNames.length, classNames };
  const plan = await told(() =>
    planAttribution(modelOf(firstText, setup.recipe), modelOf(secondText, setup.recipe), target, choice),
  );
  return { plan, checksum, target };
}

function modelOf(text: string, override: AttributionQuestion['setup']['recipe']) {
  const { value, problems } = parseModel(text);
  if (value !== undefined) return { definition: value, override };
  const problem = problems.find(({ severity }) => severity === 'error')?.message ?? '';
  throw new RemoteError(`A definition has errors: ${printable(problem)}`, 'definition-invalid');
}

/** The same, with an error that the host can show. */
async function told<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AttributionError) throw new RemoteError(error.message, 'not-attributable', error.advice);
    throw error;
  }
}
