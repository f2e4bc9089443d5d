import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeDefinition } from '../../src/service/describeDefinition.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
const target = { inputShape: [28, 28, 1], classCount: 10 };
const shipped = (name: string) => path.resolve(__dirname, '../../data', name);

describe('a definition in a few figures', () => {
  it('tells of a model what it costs', async () => {
    const file = shipped('cnn.model.jsonc');
    const facts = await describeDefinition({ kind: 'model', from: { path: file } }, target);
    const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(facts).toMatchObject({ hash, name: 'cnn', errorCount: 0 });
    expect(facts?.cost?.parameterCount).toBeGreaterThan(1000);
    expect(facts?.cost?.macs).toBeGreaterThan(facts?.cost?.parameterCount ?? 0);
  });

  it('takes a text that is not in the file yet', async () => {
    const text =
      '{ "name": "m", "layers": [{ "type": "flatten" }, { "type": "dense", "units": 3, "activation": "softmax" }] }';
    const facts = await describeDefinition({ kind: 'model', from: { text } }, target);
    expect(facts).toEqual({ hash: createHash('sha256').update(text).digest('hex'), name: 'm', errorCount: 1 });
    const fitting = await describeDefinition(
      { kind: 'model', from: { text } },
      { inputShape: [2, 2, 1], classCount: 3 },
    );
    expect(fitting).toMatchObject({ errorCount: 0, cost: { parameterCount: 15, macs: 12 } });
  });

  it('tells the name of a text that is just being written', async () => {
    const facts = await describeDefinition({ kind: 'model', from: { text: '{ "name": "half", "layers": [' } }, target);
    expect(facts).toMatchObject({ name: 'half' });
    expect(facts?.errorCount).toBeGreaterThan(0);
    expect(facts).not.toHaveProperty('cost');
  });

  it('tells of a comparison its name and its errors', async () => {
    const sound = await describeDefinition(
      { kind: 'comparison', from: { path: shipped('fashion-mnist.bakeoff.jsonc') } },
      target,
    );
    expect(sound).toMatchObject({ name: 'fashion-mnist', errorCount: 0 });
    const text = '{ "name": "", "models": [] }';
    const broken = await describeDefinition({ kind: 'comparison', from: { text } }, target);
    expect(broken).not.toHaveProperty('name');
    expect(broken?.errorCount).toBeGreaterThan(0);
  });

  it('gives null for what cannot be read', async () => {
    const missing = path.join(temporary.path, 'none.model.jsonc');
    expect(await describeDefinition({ kind: 'model', from: { path: missing } }, target)).toBeNull();
    const folder = path.join(temporary.path, 'folder.model.jsonc');
    mkdirSync(folder);
    expect(await describeDefinition({ kind: 'model', from: { path: folder } }, target)).toBeNull();
    const large = path.join(temporary.path, 'large.model.jsonc');
    writeFileSync(large, Buffer.alloc(8 * 2 ** 20, ' '));
    expect(await describeDefinition({ kind: 'model', from: { path: large } }, target)).toBeNull();
  });
});
