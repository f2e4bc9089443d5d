import { describe, expect, it } from 'vitest';
import { KeptPlaces } from '../../../src/host/language/keptPlaces.js';

const create = () =>
  new KeptPlaces<object, { at: number; label: string }>(({ at, label }, moved) => ({ at: moved(at), label }));

describe('places that are kept while a text is broken', () => {
  it('are those of the last sound text, moved with what was typed since', () => {
    const places = create();
    const document = {};
    places.latest(document, [
      { at: 5, label: 'a' },
      { at: 20, label: 'b' },
    ]);
    places.follow(document, [{ rangeOffset: 10, rangeLength: 0, text: '{ "' }]);
    places.follow(document, [{ rangeOffset: 13, rangeLength: 0, text: 't' }]);
    expect(places.latest(document, undefined)).toEqual([
      { at: 5, label: 'a' },
      { at: 24, label: 'b' },
    ]);
  });

  it('give way to those of the next sound text, none included', () => {
    const places = create();
    const document = {};
    places.latest(document, [{ at: 5, label: 'a' }]);
    expect(places.latest(document, [])).toEqual([]);
    expect(places.latest(document, undefined)).toEqual([]);
  });

  it('are unknown of a text that was never sound, and of each document its own', () => {
    const places = create();
    places.latest({}, [{ at: 5, label: 'a' }]);
    const other = {};
    places.follow(other, [{ rangeOffset: 0, rangeLength: 0, text: 'x' }]);
    expect(places.latest(other, undefined)).toBeUndefined();
  });
});
