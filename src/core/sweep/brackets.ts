import type { SweepPlace } from './variants.js';

/** The trainings of one swept model: of each variant its seeds. */
export interface Bracket<Training> {
  /** The word for the model. */
  readonly model: string;
  readonly variants: readonly (readonly Training[])[];
}

/** Sorts trainings by swept model and variant, in the order in which they come; those of models as they are stay by themselves. */
export function bracketsOf<Training>(
  trainings: readonly Training[],
  sweepOf: (training: Training) => SweepPlace | undefined,
): { readonly brackets: readonly Bracket<Training>[]; readonly others: readonly Training[] } {
  const models = new Map<string, Map<string, Training[]>>();
  const others: Training[] = [];
  for (const training of trainings) {
    const sweep = sweepOf(training);
    if (sweep === undefined) {
      others.push(training);
      continue;
    }
    const variants = models.get(sweep.model) ?? new Map<string, Training[]>();
    models.set(sweep.model, variants);
    const key = JSON.stringify(sweep.options);
    variants.set(key, [...(variants.get(key) ?? []), training]);
  }
  return { brackets: [...models].map(([model, variants]) => ({ model, variants: [...variants.values()] })), others };
}
