import { describe, expect, it } from 'vitest';
import type { ChartModel } from '../../../webview/chart/chartModel.js';
import { apart } from '../../../webview/chart/chartShapes.js';
import { chartSvg } from '../../../webview/chart/chartSvg.js';
import { identityOf } from '../../../webview/state/identity.js';
import { trainingCharts } from '../../../webview/views/trainingModel.js';
import { allStates, snapshotOf, trainedRun, twoModels } from '../../page/support/pageRuns.js';

const theme = {
  foreground: 'rgb(1, 1, 1)',
  mutedForeground: 'rgb(2, 2, 2)',
  background: 'rgb(250, 250, 250)',
  gridLine: 'rgba(0, 0, 0, 0.2)',
  runColors: ['rgb(10, 0, 0)', 'rgb(20, 0, 0)'],
  isHighContrast: false,
  fontFamily: '"Segoe UI", sans-serif',
  fontSize: 13,
};
const size = { width: 640, height: 320 };

/** The tags of a text, checked to be closed in order: enough of a parser for what is written here. */
function tagsOf(svg: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  for (const [, slash, name = '', isEmpty] of svg.matchAll(/<(\/?)([a-z]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g)) {
    if (slash === '/') expect(open.pop()).toBe(name);
    else {
      names.push(name);
      if (isEmpty !== '/') open.push(name);
    }
  }
  expect(open).toEqual([]);
  // Whatever else looks like a tag has not been understood.
  expect(svg.match(/</g)).toHaveLength(names.length + (svg.match(/<\//g)?.length ?? 0));
  return names;
}

describe('a chart as a picture', () => {
  const { loss } = trainingCharts(twoModels().runs);

  it('is made of shapes and texts, with everything that the chart shows', () => {
    const svg = chartSvg(loss, theme, size);
    const tags = tagsOf(svg);
    expect(tags.filter((tag) => tag === 'svg')).toHaveLength(1);
    expect(tags).not.toContain('image');
    expect(svg).toContain('>Loss</title>');
    expect(svg).toContain(`${loss.summary}</desc>`);
    for (const name of ['A ann, train', 'A ann, validation', 'B cnn, train', 'B cnn, validation'])
      expect(svg).toContain(`>${name}</text>`);
    expect(svg.match(/stroke="rgb\(10, 0, 0\)" stroke-width="2" stroke-linejoin/g)).toHaveLength(2);
    expect(svg).toContain('font-family="&#34;Segoe UI&#34;, sans-serif"');
    expect(svg).not.toContain('var(');
    expect(svg).not.toContain('NaN');
  });

  it('has each point of a line where the axes say', () => {
    const svg = chartSvg(loss, theme, size);
    const [, path = ''] = /<path d="(M[^"]+)" fill="none" stroke="rgb\(10/.exec(svg) ?? [];
    const points = path.split(/[ML]/).slice(1);
    expect(points).toHaveLength(10);
    const [x, y] = (points[9] ?? '').split(' ').map(Number);
    expect(x).toBeCloseTo(640 - 30, 0);
    const value = loss.series[0]?.points[9]?.y ?? 0;
    const share = (value - loss.y.minimum) / (loss.y.maximum - loss.y.minimum);
    const [first = '', last = ''] = [...svg.matchAll(/<path d="M58 ([\d.]+)H610"\/>/g)].map(([, height]) => height);
    const bottom = [...svg.matchAll(/<path d="M58 ([\d.]+)H610"\/>/g)].at(-1)?.[1] ?? '0';
    expect(Number(first)).toBeGreaterThan(Number(last));
    // The plot is 320 − 44 high.
    expect(y).toBeCloseTo(Number(bottom) - share * 276, 0);
  });

  it('has gaps where there is no number, and names only as text', () => {
    const svg = chartSvg(trainingCharts(allStates().runs).loss, theme, size);
    tagsOf(svg);
    expect(svg).not.toMatch(/<img|NaN|null/);
    expect(svg).toContain('&#60;img src=x onerror=alert(1)&#62;');
    const bad: ChartModel = { ...loss, title: 'a\u0000b\u0008"\ud800<c>&' };
    expect(chartSvg(bad, theme, size)).toContain('>ab&#34;&#60;c&#62;&#38;</title>');
  });

  it('draws bands, and their edges in high contrast', () => {
    const seeds = [0, 1, 2].map((seed) => [`r${seed}`, trainedRun({ seed, level: 0.9 + seed / 50 })] as const);
    const { accuracy } = trainingCharts(snapshotOf(seeds).runs);
    const svg = chartSvg(accuracy, theme, size);
    tagsOf(svg);
    expect(svg.match(/fill-opacity="0.2"/g)).toHaveLength(2);
    const edges = (text: string) => text.match(/fill="none" stroke="rgb\(10, 0, 0\)"\/>/g) ?? [];
    expect(edges(svg)).toHaveLength(0);
    expect(edges(chartSvg(accuracy, { ...theme, isHighContrast: true }, size))).toHaveLength(2);
  });

  it('draws intervals and guides', () => {
    const model: ChartModel = {
      ...loss,
      marks: [],
      y: { ...loss.y, minimum: 0, maximum: 1 },
      guides: [{ from: { x: 0, y: 0 }, to: { x: 10, y: 1 } }],
      series: [
        {
          id: 'a',
          name: 'a',
          identity: identityOf('B'),
          kind: 'points',
          isDashed: false,
          isFaint: false,
          intervals: 'bars',
          points: [{ x: 5, y: 0.7, place: 1, low: 0.6, high: 0.8 }],
        },
      ],
    };
    const svg = chartSvg(model, theme, size);
    tagsOf(svg);
    expect(svg).toContain('stroke-dasharray="4 4"');
    expect(svg).toMatch(
      /<path d="M334 [\d.]+V[\d.]+M331 [\d.]+H337M331 [\d.]+H337" fill="none" stroke="rgb\(20, 0, 0\)"/,
    );
  });

  it('grows with its legend', () => {
    const runs = Array.from(
      { length: 20 },
      (_, index) => [`r${index}`, trainedRun({ modelName: `m${index}` })] as const,
    );
    const heightOf = (svg: string) => Number(/height="(\d+)"/.exec(svg)?.[1]);
    const many = chartSvg(trainingCharts(snapshotOf(runs).runs).loss, theme, size);
    expect(heightOf(many)).toBeGreaterThan(heightOf(chartSvg(loss, theme, size)) + 100);
  });
});

describe('labels at the same height', () => {
  const inColumn = (heights: readonly number[]) => heights.map((y) => ({ x: 5, y }));

  it('are moved apart, no further than needed, and stay within bounds', () => {
    expect(apart(inColumn([50, 50, 50]), 10, 0, 100)).toEqual([50, 60, 70]);
    expect(apart(inColumn([98, 99]), 10, 0, 100)).toEqual([90, 100]);
    expect(apart(inColumn([20, 80]), 10, 0, 100)).toEqual([20, 80]);
    const many = apart(inColumn(Array.from({ length: 30 }, () => 100)), 10, 0, 100);
    expect(Math.min(...many)).toBeGreaterThanOrEqual(-1e-9);
    expect(new Set(many.map((height) => height.toFixed(3))).size).toBe(30);
  });

  it('stay where they are beside each other', () => {
    const points = [
      { x: 200, y: 50 },
      { x: 5, y: 50 },
      { x: 205, y: 50 },
    ];
    expect(apart(points, 10, 0, 100)).toEqual([50, 50, 60]);
    expect(apart([], 10, 0, 100)).toEqual([]);
  });
});
