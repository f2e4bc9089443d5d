import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import type { Dataset, ImageShape, LabelledImages } from '../../src/core/dataset.js';
import { drawText, FONT_HEIGHT, FONT_WIDTH, textWidth } from '../../src/datasets/bitmapFont.js';
import { contactSheet } from '../../src/datasets/contactSheet.js';
import { chooseSamples, imageAt } from '../../src/datasets/sampleImages.js';
import { terminalSheet } from '../../src/datasets/terminalSheet.js';

/** Images of one brightness each: 20 times the label, plus the index. */
function makeDataset(imageShape: ImageShape, count: number, classNames: readonly string[]): Dataset {
  const size = imageShape[0] * imageShape[1] * imageShape[2];
  const split: LabelledImages = {
    count,
    images: Uint8Array.from({ length: count * size }, (_, i) => {
      const index = Math.floor(i / size);
      return 20 * (index % 3) + index;
    }),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
  };
  const source = { kind: 'folder', location: '/set', isSample: false } as const;
  return { id: 'idx:/set', name: 'Set', source, classNames, imageShape, train: split, test: split, checksum: '' };
}

const names = ['one', 'two', 'three'];
const grey = makeDataset([4, 4, 1], 30, names);
const choice = { split: 'train', perClass: 4, seed: 1 } as const;

function drawn(text: string): string[] {
  const rows = Array.from({ length: FONT_HEIGHT }, () => new Array<string>(textWidth(text)).fill('.'));
  drawText(text, (x, y) => {
    const row = rows[y];
    if (row === undefined || x < 0 || x >= row.length) throw new Error(`pixel outside: ${x}, ${y}`);
    row[x] = '#';
  });
  return rows.map((row) => row.join(''));
}

describe('the bitmap font', () => {
  it('draws letters', () => {
    expect(drawn('Fj')).toEqual([
      '#####....#.',
      '#..........',
      '#.......##.',
      '####.....#.',
      '#........#.',
      '#.....#..#.',
      '#......##..',
    ]);
  });

  it('has every printable ASCII character, each different from the others', () => {
    const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
    const pictures = characters.map((character) => drawn(character).join('\n'));
    expect(new Set(pictures).size).toBe(95);
    expect(drawn('é')).toEqual(drawn('?'));
    expect(textWidth('')).toBe(0);
    expect(textWidth('ab')).toBe(2 * FONT_WIDTH + 1);
  });
});

describe('chooseSamples', () => {
  it('chooses images of each class, in order, none twice, the same for the same seed', () => {
    const rows = chooseSamples(grey, choice);
    expect(rows.map((row) => row.length)).toEqual([4, 4, 4]);
    rows.forEach((row, label) => {
      expect(row.every((index) => grey.train.labels[index] === label)).toBe(true);
      expect([...new Set(row)].sort((a, b) => a - b)).toEqual(row);
    });
    expect(chooseSamples(grey, choice)).toEqual(rows);
    expect(chooseSamples(grey, { ...choice, seed: 2 })).not.toEqual(rows);
  });

  it('gives all that there are where there are fewer', () => {
    const rows = chooseSamples(makeDataset([4, 4, 1], 4, [...names, 'none']), { ...choice, perClass: 9 });
    expect(rows).toEqual([[0, 3], [1], [2], []]);
  });
});

describe('contactSheet', () => {
  it('shows the chosen images, enlarged, in rows by class', () => {
    const scale = 3;
    const sheet = PNG.sync.read(Buffer.from(contactSheet(grey, { ...choice, scale })));
    const left = 8 + 2 * textWidth('three') + 8;
    const rowHeight = 14 + 4;
    const top = sheet.height - 8 - (3 * rowHeight - 4);
    chooseSamples(grey, choice).forEach((indices, label) => {
      indices.forEach((index, column) => {
        const expected = imageAt(grey, 'train', index)[0];
        for (const [dx, dy] of [
          [0, 0],
          [11, 11],
        ] as const) {
          const at = ((top + label * rowHeight + dy) * sheet.width + left + column * 16 + dx) * 4;
          expect([...sheet.data.subarray(at, at + 4)]).toEqual([expected, expected, expected, 255]);
        }
      });
    });
  });

  it('shows colours, and draws the names of the classes', () => {
    const image = [200, 100, 50];
    const dataset: Dataset = {
      ...grey,
      classNames: ['A'],
      imageShape: [1, 1, 3],
      train: { count: 1, images: Uint8Array.from(image), labels: Uint8Array.from([0]) },
    };
    const { data } = PNG.sync.read(Buffer.from(contactSheet(dataset, { ...choice, scale: 2 })));
    const colours = new Map<string, number>();
    for (let at = 0; at < data.length; at += 4) {
      const colour = data.subarray(at, at + 3).join();
      colours.set(colour, (colours.get(colour) ?? 0) + 1);
    }
    expect(colours.get(image.join())).toBe(4);
    const ink = (text: string) => drawn(text).join('').replaceAll('.', '').length * 4;
    expect(colours.get('34,34,34')).toBe(ink('A') + ink('Set, training images'));
  });

  it('refuses to make a picture that does not fit in memory', () => {
    const large = makeDataset([1000, 1000, 1], 3, names);
    expect(() => contactSheet(large, { ...choice, scale: 16 })).toThrow(/picture would be too large.*smaller scale/);
  });
});

describe('terminalSheet', () => {
  const options = { ...choice, columns: 40, colors: 'none' } as const;

  it('keeps to the width of the terminal, with fewer images where it must', () => {
    const wide = makeDataset([28, 28, 1], 60, names);
    for (const columns of [1, 12, 40, 80, 200]) {
      const lines = terminalSheet(wide, { ...options, perClass: 10, columns });
      expect(Math.max(...lines.filter((line) => !names.includes(line)).map((line) => line.length))).toBeLessThanOrEqual(
        Math.max(columns, 12),
      );
    }
    expect(terminalSheet(wide, { ...options, perClass: 10, columns: 80 })[1]?.length).toBeGreaterThan(70);
  });

  it('draws with characters alone, dark to bright', () => {
    const image = Uint8Array.from([0, 0, 255, 255, 0, 0, 255, 255, 128, 128, 255, 0, 128, 128, 255, 0]);
    const split = { count: 1, images: image, labels: Uint8Array.from([0]) };
    const dataset: Dataset = { ...grey, classNames: ['A\u001b[2J'], train: split };
    expect(terminalSheet(dataset, options)).toEqual(['A\\u001b[2J', '  @@', '++@ ']);
  });

  it('draws two pixels a character in colours', () => {
    const image = Uint8Array.from([255, 0, 0, 0, 0, 255]);
    const split = { count: 1, images: image, labels: Uint8Array.from([0]) };
    const dataset: Dataset = { ...grey, classNames: ['A'], imageShape: [2, 1, 3], train: split };
    expect(terminalSheet(dataset, { ...options, colors: 'true' })).toEqual([
      'A',
      '\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[0m',
    ]);
    expect(terminalSheet(dataset, { ...options, colors: 'palette' })[1]).toBe('\u001b[38;5;196;48;5;21m▀\u001b[0m');
  });

  it('uses the greys of the palette in order', () => {
    const ramp = Uint8Array.from({ length: 256 }, (_, i) => i);
    const split = { count: 1, images: ramp, labels: Uint8Array.from([0]) };
    const dataset: Dataset = { ...grey, classNames: ['A'], imageShape: [2, 128, 1], train: split };
    const line = terminalSheet(dataset, { ...options, columns: 200, perClass: 1, colors: 'palette' })[1] ?? '';
    const numbers = [...line.matchAll(/38;5;(\d+)/g)].map((match) => Number(match[1]));
    expect(numbers).toHaveLength(128);
    expect(numbers.slice(4)).toEqual(numbers.slice(4).sort((a, b) => a - b));
    expect(numbers.every((number) => number === 16 || (number >= 231 && number <= 255))).toBe(true);
  });

  it('says so where a class has no images', () => {
    const dataset = makeDataset([4, 4, 1], 3, [...names, 'none']);
    expect(terminalSheet(dataset, options).slice(-2)).toEqual(['none', '(no images)']);
  });
});
