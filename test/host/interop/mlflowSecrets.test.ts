import { describe, expect, it } from 'vitest';
import { addressProblem, MlflowSecrets } from '../../../src/host/interop/mlflowSecrets.js';

function memory() {
  const values = new Map<string, string>();
  return {
    values,
    get: async (key: string) => values.get(key),
    store: async (key: string, value: string) => void values.set(key, value),
    delete: async (key: string) => void values.delete(key),
  };
}

describe('MlflowSecrets', () => {
  it('keeps who asks for each server apart', async () => {
    const secrets = new MlflowSecrets(memory());
    await secrets.keep('https://a.example/mlflow', { username: 'ada', password: 'é' });
    await secrets.keep('https://a.example:8443', { token: 't' });
    expect(await secrets.of('https://a.example/')).toEqual({ username: 'ada', password: 'é' });
    expect(await secrets.of('https://a.example:8443/x')).toEqual({ token: 't' });
    expect(await secrets.of('http://a.example/')).toBeUndefined();
    expect(await secrets.of('https://a.example.evil/')).toBeUndefined();
    await secrets.forget('https://a.example');
    expect(await secrets.of('https://a.example/')).toBeUndefined();
    expect(await secrets.of('https://a.example:8443')).toEqual({ token: 't' });
  });

  it.each(['', 'null', '[]', '{"token":1}', '{"username":"ada"}', '{'])('takes %j for nothing', async (text) => {
    const store = memory();
    const secrets = new MlflowSecrets(store);
    await secrets.keep('http://a.example', { token: 't' });
    for (const key of store.values.keys()) store.values.set(key, text);
    expect(await secrets.of('http://a.example')).toBeUndefined();
  });
});

describe('addressProblem', () => {
  it.each([
    ['http://127.0.0.1:5000', undefined],
    [' https://mlflow.example/prefix ', undefined],
    ['127.0.0.1:5000', 'notAnAddress'],
    ['ftp://mlflow.example', 'notAnAddress'],
    ['', 'notAnAddress'],
    ['https://ada:secret@mlflow.example', 'holdsPassword'],
  ])('of %j is %j', (text, problem) => {
    expect(addressProblem(text)).toBe(problem);
  });
});
