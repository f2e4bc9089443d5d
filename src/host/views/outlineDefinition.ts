import { analyseComparison } from '../../core/language/analyseComparison.js';
import { analyseModel, isImplied } from '../../core/language/analyseModel.js';
import { layerFacts } from '../../core/language/layerFacts.js';
import { nameRangeOf } from '../../core/language/references.js';
import type { PlanTarget } from '../../core/plan/planModel.js';

/** A layer as the models tree shows it. */
export interface OutlinedLayer {
  /** Unique in its definition. */
  readonly key: string;
  readonly name: string;
  /** Absent where it is not one that there is. */
  readonly type?: string;
  /** `14×14×32 · 9,248 parameters · 0.7 M MACs`; absent where it cannot be known. */
  readonly facts?: string;
  /** A mistake that makes the model unusable stands in it. */
  readonly isWrong: boolean;
  /** Line of its name, from 0. */
  readonly line: number;
}

/** A model that a comparison lists. */
export interface OutlinedMember {
  /** As written: relative to the comparison's folder. */
  readonly path: string;
  /** From 0. */
  readonly line: number;
}

/** The layers of a definition, those that are written, as far as its text can be read. Never throws. */
export function outlineLayers(text: string, target: PlanTarget): OutlinedLayer[] {
  const { layers, lines, problems } = analyseModel(text, target);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const counts = new Map<string, number>();
  return layers
    .filter((layer) => !isImplied(layer))
    .map((layer) => {
      const { name, type, planned, range } = layer;
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return {
        key: `${count}:${name}`,
        name,
        ...(type === undefined ? {} : { type: type.type }),
        ...(planned === undefined ? {} : { facts: layerFacts(planned) }),
        isWrong: errors.some((error) => range.start <= error.range.start && error.range.end <= range.end),
        line: lines.positionAt(nameRangeOf(layer).start).line - 1,
      };
    });
}

/** The models of a comparison, each once, as far as its text can be read. Never throws. */
export function outlineMembers(text: string): OutlinedMember[] {
  const { models, lines } = analyseComparison(text);
  const members = models.map(({ path, range }) => ({ path, line: lines.positionAt(range.start).line - 1 }));
  return members.filter(({ path }, index) => members.findIndex((other) => other.path === path) === index);
}
