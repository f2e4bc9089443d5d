import type { Figure, JudgedGroup, Judgement } from '../comparison/judgement.js';
import { formatLoss, formatPercent, NO_VALUE } from '../format.js';
import type { Interval } from '../statistics/wilsonInterval.js';
import type { Table } from './table.js';

/** Models with their tiers and figures with intervals, as they were asked for: tiers, not ranks; no best is marked. */
export function judgementTable({ groups, tiers }: Judgement): Table {
  const tierOf = (group: number) => tiers.findIndex((tier) => tier.groups.includes(group)) + 1;
  const hasTemperature = groups.some(({ temperature }) => temperature !== null);
  const figures = ['Accuracy', 'Macro precision', 'Macro recall', 'Macro F1', 'ECE', 'Log loss', 'Brier score'];
  return {
    turnable: true,
    columns: [
      { title: 'Model', flexible: true },
      { title: 'Tier', align: 'right' },
      { title: 'Seeds', align: 'right' },
      ...figures.map((title) => ({ title, align: 'right' as const, flexible: true })),
      ...(hasTemperature ? [{ title: 'Temperature', align: 'right' as const }] : []),
    ],
    rows: groups.map((group, index) => [
      { text: group.title, tone: 'strong' },
      String(tierOf(index)),
      String(group.runIds.length),
      ...figuresOf(group),
      ...(hasTemperature ? [group.temperature?.temperature.toFixed(2) ?? NO_VALUE] : []),
    ]),
  };
}

function figuresOf(group: JudgedGroup): string[] {
  return [
    withBounds(group.accuracy, percents, 2),
    withBounds(group.macroPrecision, percents, 2),
    withBounds(group.macroRecall, percents, 2),
    withBounds(group.macroF1, percents, 2),
    withBounds(group.calibrationError, percents, 2),
    withBounds(group.logLoss, losses, 4),
    withBounds(group.brierScore, losses, 4),
  ];
}

type Write = (value: number, digits: number) => string;
const percents: Write = (value, digits) => formatPercent(value, digits);
const losses: Write = (value) => formatLoss(value);

function withBounds({ value, interval }: Figure, write: Write, digits: number): string {
  if (value === null) return NO_VALUE;
  return `${write(value, digits)}${interval === null ? '' : ` (${bounds(interval, write)})`}`;
}

function bounds({ low, high }: Interval, write: Write): string {
  return `${write(low, 1).replace(' %', '')}–${write(high, 1).replace(' %', '')}`;
}
