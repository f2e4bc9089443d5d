import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definitionHandlers } from '../../src/service/definitionHandlers.js';
import { recordedRun } from '../support/recordedRun.js';
import { storeEvents } from '../support/storedRun.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bakeoff-compare-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const context = { signal: new AbortController().signal, report: () => undefined };

function run(name: string, units: number): Promise<string> {
  const definitionText = `{ "name": "m", "layers": [\n{ "type": "dense", "units": ${units} } ] }`;
  const events = recordedRun({ runId: name }).map((event) =>
    event.type === 'runStarted' ? { ...event, request: { ...event.request, definitionText } } : event,
  );
  return storeEvents(root, name, events);
}

describe('the definitions of two runs', () => {
  it('are compared as their folders have them', async () => {
    const [first, second] = [await run('one', 64), await run('other', 128)];
    const differences = await definitionHandlers.compareDefinitions({ first, second }, context);
    const units = differences.find(({ option }) => option === 'units');
    expect(units).toMatchObject({ kind: 'changed', first: { text: '64', line: 2 }, second: { text: '128', line: 2 } });
    expect(await definitionHandlers.compareDefinitions({ first, second: first }, context)).toEqual([]);
  });

  it('cannot be compared where a run never began', async () => {
    const first = await run('one', 64);
    const second = await storeEvents(root, 'empty', []);
    await expect(definitionHandlers.compareDefinitions({ first, second }, context)).rejects.toThrow(
      'What empty trained is not known: it never began.',
    );
  });
});
