import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/runCommandLine.js';
import { exportMlflow } from '../../src/interop/mlflow/exportMlflow.js';
import { MlflowClient } from '../../src/interop/mlflow/mlflowClient.js';
import { mlflowRun } from '../../src/interop/mlflow/mlflowRun.js';
import { captureIo } from '../support/captureIo.js';
import { exportSourceOf } from '../support/exportSource.js';
import { FakeMlflow, type FakeMlflowOptions } from '../support/fakeMlflow.js';
import { closedPort, useFileServers } from '../support/fileServer.js';
import { interopModel } from '../support/interopModels.js';
import { storeModel } from '../support/storedModel.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const runId = '20310405-060708-small-s0-4f3a';
const definition = JSON.stringify({
  name: 'small',
  description: 'As small as can be.',
  layers: [{ type: 'flatten' }, { type: 'dense', units: 10, activation: 'softmax' }],
});

describe('bakeoff export --format mlflow', () => {
  const temporary = useTemporaryFolder();
  const serve = useFileServers();
  const runs = () => path.join(temporary.path, 'runs');
  afterEach(() => vi.unstubAllEnvs());

  async function start(options?: FakeMlflowOptions) {
    const fake = new FakeMlflow(options);
    const { port } = await serve(fake.handle);
    return { fake, url: `http://127.0.0.1:${port}` };
  }

  async function bakeoff(...argv: string[]) {
    const io = captureIo({ json: argv.includes('--json') });
    const all = ['export', 'small', '--format', 'mlflow', ...argv, '--runs', runs()];
    const code = await runCommandLine(all, io, '1.2.3');
    return { code, out: io.out(), err: io.err() };
  }

  it('brings figures, parameters, tags and files of a run to the server', async () => {
    await storeModel(runs(), runId, definition);
    const { fake, url } = await start();
    const { code, out, err } = await bakeoff('--to', `${url}/`);
    expect([code, err]).toEqual([0, '']);
    const [run] = fake.runs;
    expect(out).toBe(`${url}/#/experiments/1/runs/${run?.id} (MLflow, 4 files)\n`);
    expect(fake.experiments).toEqual({ 'Fashion-MNIST': '1' });
    expect(run?.info).toMatchObject({ run_name: runId, status: 'FINISHED' });
    expect(Number(run?.info.end_time)).toBeGreaterThan(Number(run?.info.start_time));
    expect(run?.params).toMatchObject({ model: 'small', seed: '0', batch_size: '64', optimizer: 'adamW' });
    expect(run?.tags).toMatchObject({
      'model_bakeoff.run_id': runId,
      'model_bakeoff.seed': '0',
      'mlflow.source.type': 'LOCAL',
      'mlflow.note.content': 'As small as can be.',
    });
    const curve = (key: string) =>
      run?.metrics.filter((point) => point.key === key).map(({ step, value }) => [step, value]);
    expect(curve('loss')).toEqual([
      [1, 0.5],
      [2, 0.25],
    ]);
    expect(curve('val_accuracy')).toEqual([
      [1, 0.8],
      [2, 0.81],
    ]);
    expect(curve('test_accuracy')).toEqual([[2, 0.9]]);
    const folder = `1/${run?.id}/artifacts`;
    expect([...fake.files.keys()].sort()).toEqual(
      ['classes.json', 'definition.model.jsonc', 'evaluation.json', 'model.onnx'].map((name) => `${folder}/${name}`),
    );
    const evaluation = JSON.parse(fake.files.get(`${folder}/evaluation.json`)?.toString('utf8') ?? '');
    expect(evaluation.test.accuracy).toBe(0.9);
  });

  it('doubles nothing, and completes what broke off', async () => {
    await storeModel(runs(), runId, definition);
    let breaksAt = 9;
    const { fake, url } = await start({ breaksAt: () => breaksAt });
    const broken = await bakeoff('--to', url);
    expect(broken.code).toBe(4);
    expect(broken.err).toContain('does not answer');
    expect(broken.err).toContain('found again by a second export');
    breaksAt = Number.POSITIVE_INFINITY;
    const [run] = fake.runs;
    expect(run?.tags).not.toHaveProperty('model_bakeoff.export');

    const second = JSON.parse((await bakeoff('--to', url, '--json')).out);
    expect(second).toMatchObject({
      type: 'exported',
      runId,
      format: 'mlflow',
      outcome: 'completed',
      mlflowRunId: run?.id,
    });
    const metrics = run?.metrics.length;
    const third = await bakeoff('--to', url);
    expect(third.out).toContain('it was there already');
    expect(fake.runs.length).toBe(1);
    expect(run?.metrics.length).toBe(metrics);
    expect(new Set(run?.metrics.map(({ key, step }) => `${key} ${step}`)).size).toBe(metrics);
  });

  it('says that MLflow changes no parameter', async () => {
    await storeModel(runs(), runId, definition);
    const { fake, url } = await start();
    await bakeoff('--to', url);
    const [run] = fake.runs;
    Object.assign(run?.params ?? {}, { seed: '7' });
    Object.assign(run?.tags ?? {}, { 'model_bakeoff.export': '' });
    const { code, err } = await bakeoff('--to', url);
    expect(code).toBe(4);
    expect(err).toContain('the run has seed = 7, here it is 0');
  });

  it('tells who asks, as MLflow’s own clients do', async () => {
    await storeModel(runs(), runId, definition);
    const basic = await start({ authorization: `Basic ${Buffer.from('ada:s é').toString('base64')}` });
    const nobody = await bakeoff('--to', basic.url);
    expect(nobody.code).toBe(4);
    expect(nobody.err).toContain('asks who you are (HTTP 401)');
    expect(nobody.err).toContain('MLFLOW_TRACKING_USERNAME');
    vi.stubEnv('MLFLOW_TRACKING_USERNAME', 'ada');
    vi.stubEnv('MLFLOW_TRACKING_PASSWORD', 'wrong');
    expect((await bakeoff('--to', basic.url)).err).toContain('does not know this user or token');
    vi.stubEnv('MLFLOW_TRACKING_PASSWORD', 's é');
    vi.stubEnv('MLFLOW_TRACKING_URI', basic.url);
    expect((await bakeoff('--experiment', 'mine')).code).toBe(0);
    expect(basic.fake.experiments).toEqual({ mine: '1' });

    vi.stubEnv('MLFLOW_TRACKING_TOKEN', 'abc.def');
    const bearer = await start({ authorization: 'Bearer abc.def' });
    expect((await bakeoff('--to', bearer.url)).code).toBe(0);
    vi.stubEnv('MLFLOW_TRACKING_TOKEN', 'abc\r\nx-evil: 1');
    expect((await bakeoff('--to', bearer.url)).err).toContain('characters that no token has');
  });

  it('leaves files out where the server does not keep them itself', async () => {
    await storeModel(runs(), runId, definition);
    for (const artifactUri of [
      's3://bucket/1/RUN',
      'mlflow-artifacts://elsewhere.example/1/RUN',
      'mlflow-artifacts:/1/../../secret',
    ]) {
      const { fake, url } = await start({ artifactUri });
      const { code, out, err } = await bakeoff('--to', url);
      expect(code).toBe(0);
      expect(out).toMatch(/\(MLflow\)\n$/);
      expect(err).toContain('The files were left out');
      expect(fake.files.size).toBe(0);
    }
  });

  it('gives the runs of a comparison a parent', async () => {
    const { fake, url } = await start();
    for (const [index, seed] of [0, 1].entries()) {
      const source = exportSourceOf(interopModel(definition));
      const request = { ...source.started.request, comparison: 'c0ffee'.repeat(10), seed };
      const started = { ...source.started, request };
      const run = mlflowRun({ ...source, runId: `${source.runId}${index}`, started }, undefined);
      const client = new MlflowClient({ base: url });
      await exportMlflow(client, run, 'both');
      await client.close();
    }
    const [parent, ...children] = [...fake.runs].sort(
      (a, b) => Object.keys(a.params).length - Object.keys(b.params).length,
    );
    expect(parent?.info).toMatchObject({ run_name: 'comparison c0ffeec0', status: 'FINISHED' });
    expect(children.map(({ tags }) => tags['mlflow.parentRunId'])).toEqual([parent?.id, parent?.id]);
  });

  it('keeps to what MLflow takes at once', async () => {
    const { fake, url } = await start();
    const source = exportSourceOf(interopModel(definition));
    const epochs = Array.from({ length: 700 }, (_, index) => ({ ...source.state.epochs[0], epoch: index + 1 }));
    const run = mlflowRun({ ...source, state: { ...source.state, epochs } as typeof source.state }, 'x'.repeat(9000));
    const client = new MlflowClient({ base: url });
    await exportMlflow(client, run, 'long');
    await client.close();
    expect(fake.runs[0]?.metrics.filter(({ key }) => key === 'loss').length).toBe(700);
    expect(fake.runs[0]?.tags['mlflow.note.content']?.length).toBe(5000);
  });

  it.each<
    [
      string,
      (request: { url?: string | undefined }) => { status: number; headers?: Record<string, string>; body: string },
      RegExp,
    ]
  >([
    ['a page', () => ({ status: 200, body: '<html>hello' }), /does not answer as an MLflow tracking server does/],
    ['nothing there', () => ({ status: 404, body: 'Not Found' }), /answered with HTTP 404/],
    [
      'elsewhere',
      () => ({ status: 302, headers: { location: 'http://evil.example/\u202e' }, body: '' }),
      /sends elsewhere, to http:\/\/evil/,
    ],
    [
      'forbidden',
      () => ({ status: 403, body: JSON.stringify({ error_code: 'PERMISSION_DENIED', message: 'No\u001b[2J way.' }) }),
      /does not allow it \(HTTP 403\): No\\u001b\[2J way\./,
    ],
    ['busy', () => ({ status: 503, body: 'busy' }), /refused \(HTTP 503\)\./],
    ['an old one', () => ({ status: 200, body: '1.30.1' }), /is MLflow 1\.30\.1; 2\.0 is the oldest/],
    ['a list', ({ url }) => ({ status: 200, body: url === '/version' ? '3.0.0' : '[]' }), /"experiment_id" is missing/],
    [
      'a way out',
      ({ url }) => ({ status: 200, body: url === '/version' ? '3.0.0' : '{"experiment":{"experiment_id":"../../x"}}' }),
      /"experiment_id" is "\.\.\/\.\.\/x"/,
    ],
    [
      'deleted',
      ({ url }) => ({
        status: 200,
        body: url === '/version' ? '3.0.0' : '{"experiment":{"experiment_id":"1","lifecycle_stage":"deleted"}}',
      }),
      /was deleted on the tracking server/,
    ],
    ['no end', () => ({ status: 200, body: `"${'x'.repeat(9 * 2 ** 20)}"` }), /its answer is longer than/],
  ])('says what is wrong with a server that answers with %s', async (_name, answer, message) => {
    await storeModel(runs(), runId, definition);
    const { port } = await serve((request, response) => {
      const { status, headers, body } = answer(request);
      response.writeHead(status, headers && { ...headers, location: encodeURI(headers.location ?? '') }).end(body);
    });
    const { code, err } = await bakeoff('--to', `http://127.0.0.1:${port}`);
    expect(err).toMatch(message);
    expect(code).toBe(4);
    // One line says what is wrong, the others what to do; nothing of it drives the terminal.
    expect(err).toMatch(/^bakeoff: error: [^\n]+\n( {2}[^\n]+\n)*$/);
  });

  it('says what is wrong with an address, and with options that mean nothing', async () => {
    await storeModel(runs(), runId, definition);
    const problemOf = async (...argv: string[]) => (await bakeoff(...argv)).err;
    expect(await problemOf()).toContain('which tracking server is not said');
    expect(await problemOf('--to', 'localhost:5000')).toContain('is no address of a tracking server');
    expect(await problemOf('--to', 'http://ada:secret@127.0.0.1')).toContain('holds a user name or a password');
    expect(await problemOf('--to', 'http://ada:secret@127.0.0.1')).not.toContain('secret');
    expect(await problemOf('--out', 'x')).toContain('--out does not go with this format');
    const { err, code } = await bakeoff('--to', `http://127.0.0.1:${await closedPort()}`);
    expect(err).toMatch(/does not answer \(ECONNREFUSED\)/);
    expect(code).toBe(4);
  });

  it('needs a whole run', async () => {
    const folder = await storeModel(runs(), runId, definition);
    const { fake, url } = await start();
    const text = readFileSync(path.join(folder, 'definition.model.jsonc'), 'utf8');
    writeFileSync(path.join(folder, 'definition.model.jsonc'), text.replace('"units":10', '"units":9'));
    const { code, err } = await bakeoff('--to', url);
    expect(code).toBe(2);
    expect(err).toMatch(/definition has errors|do not fit/);
    expect(fake.requests).toBe(0);
  });
});
