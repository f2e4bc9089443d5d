import type { Judgement } from '../../src/core/comparison/judgement.js';
import { formatPercent, NO_VALUE, printable } from '../../src/core/format.js';
import type { DefinitionDifference } from '../../src/core/run/definitionDifference.js';
import { type FigureColumn, type FiguresModel, withInterval } from './figuresModel.js';

/** More differences of definitions than these are read in the list below the table. */
const MOST_DEFINITION_COLUMNS = 30;

/** Recalls of the classes in which any two models differ by more than chance makes of it. */
export function recallColumns(models: readonly FiguresModel[], judgement: Judgement | undefined): FigureColumn[] {
  if (judgement === undefined) return [];
  const notable = new Set(
    judgement.pairs.flatMap(({ exploratory }) =>
      exploratory.classes.flatMap(({ classIndex, isNotable }) => (isNotable ? classIndex : [])),
    ),
  );
  return [...notable]
    .sort((a, b) => a - b)
    .map((index) => ({
      title: `Recall of ${printable(judgement.classNames[index] ?? `class ${index}`)}`,
      align: 'right',
      cells: models.map(({ group }) => {
        const recall = judgement.groups[group]?.recalls[index];
        return recall === undefined ? NO_VALUE : withInterval(formatPercent(recall.value), recall.interval);
      }),
      ofRun: ({ state }) => formatPercent(state.evaluation?.classes[index]?.recall ?? null),
      differs: true,
      isDetail: true,
    }));
}

/** What the models' definitions say differently. */
export function definitionColumns(models: readonly FiguresModel[]): FigureColumn[] {
  const titles = new Map<string, string>();
  const byTitle = models.map(({ definition = [] }) => new Map(definition.map((item) => [titleOf(item), item])));
  const firsts = new Map<string, string>();
  for (const ofModel of byTitle)
    for (const [title, item] of ofModel) {
      if (item.area === 'data' && item.subject === 'seed') continue;
      titles.set(title, title);
      if (!firsts.has(title)) firsts.set(title, sideText(item, 'first'));
    }
  return [...titles.keys()].slice(0, MOST_DEFINITION_COLUMNS).map((title) => ({
    title,
    align: 'right',
    cells: byTitle.map((ofModel) => {
      const item = ofModel.get(title);
      return item === undefined ? (firsts.get(title) ?? NO_VALUE) : sideText(item, 'second');
    }),
    ofRun: () => '',
    differs: true,
    isDetail: true,
  }));
}

function titleOf({ subject, option }: DefinitionDifference): string {
  return option === undefined ? printable(subject) : `${printable(subject)}: ${printable(option)}`;
}

function sideText(item: DefinitionDifference, side: 'first' | 'second'): string {
  const value = item[side];
  return value === null ? 'none' : printable(value.text);
}
