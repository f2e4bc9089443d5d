import { formatCount, formatPercent } from '../format.js';
import type { JudgedGroup, JudgedPair, Tier } from './judgement.js';

/** One sentence on all models: of one its accuracy, of two their verdict, of more who shares the first place and who follows. */
export function wholeSentence(
  groups: readonly JudgedGroup[],
  pairs: readonly JudgedPair[],
  tiers: readonly Tier[],
  testCount: number,
): string {
  const [first] = groups;
  if (first === undefined) return '';
  if (groups.length === 1) return `${first.title} gets ${shareText(first, testCount)}.`;
  const [pair] = pairs;
  if (groups.length === 2 && pair !== undefined) return pair.verdict.sentence;
  const titles = (tier: Tier) => listed(tier.groups.map((group) => groups[group]?.title ?? ''));
  const [top, ...others] = tiers;
  const leader = groups[top?.groups[0] ?? 0] ?? first;
  if (top === undefined) return '';
  if (others.length === 0)
    return `No model is clearly better than another: ${titles(top)} share one tier; ${leader.title} gets ${shareText(leader, testCount)}.`;
  const who =
    top.groups.length === 1
      ? `${leader.title} is the best: it gets ${shareText(leader, testCount)} and clearly beats all others`
      : `${titles(top)} share the first tier, led by ${leader.title} with ${shareText(leader, testCount)}`;
  const rest = others.map((tier, index) => `tier ${index + 2}: ${titles(tier)}`).join('; ');
  return `${who}; ${rest}.`;
}

function shareText({ accuracy, seeds }: JudgedGroup, testCount: number): string {
  const { value, interval, covers } = accuracy;
  const of = seeds.length > 1 ? ` in the mean of ${seeds.length} seeds` : '';
  const whose = covers === 'images' ? 'for other images' : 'for other images and seeds';
  const bounds = interval === null ? '' : ` (95 % CI ${percent(interval.low)}–${percent(interval.high)}, ${whose})`;
  return `${formatPercent(value, 2)} of ${formatCount(testCount)} test images right${of}${bounds}`;
}

function percent(fraction: number): string {
  return formatPercent(fraction, 1).replace(' %', '');
}

function listed(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}
