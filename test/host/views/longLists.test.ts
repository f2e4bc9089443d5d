import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LongLists } from '../../../src/host/views/longLists.js';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `/runs/${index}`);

describe('long lists', () => {
  it('are shown in part, and twice as much with each click', () => {
    const lists = new LongLists();
    const children = lines(1_000);
    const first = lists.cut('group', children);
    expect(first).toEqual([...children.slice(0, 200), 'more:group']);
    expect(lists.hiddenBehind('more:group')).toBe(800);
    expect(lists.parentOf('more:group')).toBe('group');
    expect(lists.showMore('more:group')).toBe(true);
    expect(lists.cut('group', children)).toEqual([...children.slice(0, 400), 'more:group']);
    expect(lists.cut('other', children)).toHaveLength(201);
  });

  it('may be the top', () => {
    const lists = new LongLists();
    expect(lists.cut(undefined, lines(300)).at(-1)).toBe('more:');
    expect(lists.parentOf('more:')).toBeUndefined();
    expect(lists.showMore('more:')).toBe(true);
    expect(lists.cut(undefined, lines(300))).toHaveLength(300);
  });

  it('know their own lines from others', () => {
    const lists = new LongLists();
    expect(lists.showMore('more:group')).toBe(false);
    expect(lists.hiddenBehind('/runs/1')).toBeUndefined();
    expect(lists.parentOf('/runs/1')).toBeUndefined();
  });

  it('lose nothing: after enough clicks all is there', () => {
    fc.assert(
      fc.property(fc.nat(2_000), (count) => {
        const lists = new LongLists();
        const children = lines(count);
        let shown = lists.cut('group', children);
        for (let click = 0; click < 5; click += 1) {
          const hidden = children.length - shown.filter((id) => id.startsWith('/')).length;
          if (hidden > 0) expect(lists.hiddenBehind(shown.at(-1) ?? '')).toBe(hidden);
          if (hidden > 0) lists.showMore('more:group');
          shown = lists.cut('group', children);
        }
        expect(shown).toEqual(children);
      }),
    );
  });
});
