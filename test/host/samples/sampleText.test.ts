import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseComparison } from '../../../src/core/definition/parseComparison.js';
import { parseModel } from '../../../src/core/definition/parseModel.js';
import { readmeText } from '../../../src/host/samples/readmeText.js';
import { sampleText } from '../../../src/host/samples/sampleText.js';

const data = path.resolve(__dirname, '../../../data');
const shipped = readdirSync(data).filter((name) => /\.(model|bakeoff)\.jsonc$/.test(name));

describe('a shipped definition as it goes to a person', () => {
  it.each(shipped)('%s is sound, says the same, and names no schema', (name) => {
    const before = readFileSync(path.join(data, name), 'utf8');
    const text = sampleText(before);
    const parse = name.endsWith('.model.jsonc') ? parseModel : parseComparison;
    expect(text).not.toContain('"$schema"');
    expect(text.split('\n')).toHaveLength(before.split('\n').length - 1);
    expect(parse(text).problems).toEqual([]);
    expect(parse(text).value?.name).toBe(parse(before).value?.name);
  });

  it('without a schema stays as it is', () => {
    expect(sampleText('{ "name": "a" }')).toBe('{ "name": "a" }');
  });

  it('is told of by the README, each by its name', () => {
    const text = readmeText({ t: (message: unknown) => String(message) });
    for (const name of shipped) expect(text).toContain(`\`${name}\``);
  });
});
