import { describe, expect, it } from 'vitest';
import { identityOf } from '../../../webview/state/identity.js';

describe('the identity of a run', () => {
  it('follows from its letter, and is a different one for each of forty runs even without colours', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].concat(['AA', 'AB', 'AC', 'AD']);
    const seen = letters.map((letter) => JSON.stringify({ ...identityOf(letter), letter: '', color: 0 }));
    expect(new Set(seen).size).toBe(30);
    expect(identityOf('A')).toMatchObject({ letter: 'A', color: 0, marker: 'circle' });
    expect(identityOf('AA')).toMatchObject({ color: 26 % 7 });
  });
});
