import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '../../../../src/core/engine.js';
import { requireDiskSpace } from '../../../../src/engines/tensorflow/install/diskSpace.js';
import {
  type InstallOptions,
  installTensorFlow,
} from '../../../../src/engines/tensorflow/install/installTensorFlow.js';
import type { InstallProgress } from '../../../../src/engines/tensorflow/install/progress.js';
import { type FakeTools, fakeEngineTools, has, type ToolName } from '../../../support/fakeEngineTools.js';

let folder: string;
let cache: string;
let tools: FakeTools;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-install-'));
  cache = join(folder, 'cache');
  tools = fakeEngineTools(join(folder, 'tools'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function install(options: Partial<InstallOptions> = {}) {
  return installTensorFlow({ cache, env: tools.env, pins: tools.pins, ...options });
}

/** The message that an installation fails with. */
async function failure(options: Partial<InstallOptions> = {}): Promise<string> {
  const error = await install(options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EngineError);
  return (error as EngineError).message;
}

const engines = () => readdirSync(join(cache, 'engines')).sort();
const finishedName = `tensorflow-4.22.0-9.9.9-${process.platform}-${process.arch}-napi8`;
const partialName = `.partial-tensorflow-4.22.0-${process.platform}-${process.arch}-napi8`;

// The wheel way exists on Linux and macOS only.
describe.skipIf(process.platform === 'win32')('installTensorFlow', () => {
  it('leaves one whole folder and nothing else', async () => {
    const result = await install();
    expect(result).toMatchObject({ alreadyInstalled: false, probe: { tfjsNode: '4.22.0', tensorFlow: '9.9.9' } });
    expect(engines()).toEqual([finishedName]);
    expect(result.folder).toBe(join(cache, 'engines', finishedName));
    const target = result.packageFolder;
    expect(has(target, 'lib', 'napi-v8', 'tfjs_binding.node')).toBe(true);
    const [link, library] =
      process.platform === 'darwin'
        ? ['libtensorflow.2.dylib', 'libtensorflow_cc.2.dylib']
        : ['libtensorflow.so', 'libtensorflow_cc.so.2'];
    expect(readlinkSync(join(target, 'deps', 'lib', link))).toBe(library);
    expect(readFileSync(join(target, 'deps', 'lib', library))).toEqual(Buffer.alloc(200_000, 'cc'));
    for (const unused of [
      ['dist', 'index.js.map'],
      ['build'],
      ['deps', 'include'],
      ['..', 'tfjs-core', 'dist', 'tf-core.fesm.js'],
    ]) {
      expect(has(target, ...unused), unused.join('/')).toBe(false);
    }
    expect(has(target, '..', 'tfjs-core', 'dist', 'tf-core.node.js')).toBe(true);
    expect(JSON.parse(readFileSync(join(result.folder, 'engine.json'), 'utf8'))).toMatchObject({
      way: 'wheel',
      tensorFlow: '9.9.9',
      wheel: { sha256: tools.pins.wheel?.sha256 },
    });
    expect(Object.keys(result.durationsMs).sort()).toEqual(['build', 'packages', 'selfTest', 'unpack']);
  });

  it('does nothing when a working engine is there, without any tool', async () => {
    const first = await install();
    tools.remove('npm', 'python3', 'c++', 'make');
    expect(await install()).toMatchObject({ alreadyInstalled: true, folder: first.folder });
  });

  it('reports a total that never falls and ends at 1', async () => {
    const seen: InstallProgress[] = [];
    await install({ onProgress: (progress) => seen.push(progress) });
    const totals = seen.map(({ total }) => total);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ step: 'finish', total: 1 });
    expect(new Set(seen.map(({ step }) => step))).toEqual(
      new Set(['check', 'packages', 'download', 'unpack', 'build', 'selfTest', 'finish']),
    );
    expect(totals.filter((total) => total === 1)).toHaveLength(1);
  });

  it.each<[ToolName[], string, string]>([
    [['npm'], 'npm', 'sudo apt-get install npm'],
    [['python3'], 'Python 3 (python3)', 'sudo apt-get install python3 python3-pip'],
    [['c++'], 'a C++ compiler (c++, g++ or clang++)', 'sudo apt-get install build-essential'],
    [['make'], 'make', 'sudo apt-get install build-essential'],
    [['npm', 'make'], 'npm, make', 'sudo apt-get install build-essential'],
  ])('names what is missing: %s', async (names, what, command) => {
    tools.remove(...names);
    const message = await failure({ pins: { ...tools.pins, platform: 'linux' } });
    expect(message.split('\n')[0]).toBe(`the TensorFlow engine cannot be installed, not found: ${what}`);
    expect(message).toContain(command);
    expect(tools.calls()).toEqual([]);
  });

  it('tells a Mac how to get a compiler', async () => {
    tools.remove('c++');
    expect(await failure({ pins: { ...tools.pins, platform: 'darwin' } })).toContain(
      'Get it with: xcode-select --install',
    );
  });

  it('tells Python without pip from no Python', async () => {
    tools.behave({ pip: 'absent' });
    const message = await failure({ pins: { ...tools.pins, platform: 'linux' } });
    expect(message).toContain('not found: pip');
    expect(message).toContain('sudo apt-get install python3-pip');
  });

  it('goes on after broken downloads', async () => {
    tools.behave({ pip: 'broken' });
    expect(await failure()).toMatch(/pip could not fetch tensorflow-fake 9\.9\.9: .*Connection broken/);
    expect(await failure()).toContain('Connection broken');
    expect(engines()).not.toContain(finishedName);
    tools.behave({});
    await install();
    expect(tools.calls().filter((call) => call === 'pip download')).toHaveLength(3);
    expect(engines()).toEqual([finishedName]);
  });

  it('says when the index has no such wheel', async () => {
    tools.behave({ pip: 'unknownVersion' });
    expect(await failure()).toContain('the Python package index in use has no tensorflow-fake 9.9.9 for any');
  });

  it('rejects and deletes a wheel with another checksum', async () => {
    tools.behave({ pip: 'foreign' });
    expect(await failure()).toMatch(/is not the expected file: SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}/);
    expect(readdirSync(join(cache, 'engines', '.downloads-tensorflow'))).toEqual([]);
    tools.behave({});
    await install();
  });

  it("passes on npm's reason", async () => {
    tools.behave({ npm: 'offline' });
    expect(await failure()).toContain('npm could not fetch tfjs-node: network request to the registry failed');
  });

  it('keeps download and packages when the build fails, and shows the first compiler error', async () => {
    tools.behave({ build: 'compileError' });
    expect(await failure()).toContain("tfjs_backend.cc:42:7: error: 'TF_New' was not declared");
    tools.behave({});
    const result = await install();
    expect(tools.calls().sort()).toEqual(['build', 'build', 'npm ci', 'pip download']);
    expect(result.durationsMs.unpack).toBeGreaterThan(0);
  });

  it('unpacks again when other packages are wanted after the libraries were put in their place', async () => {
    tools.behave({ build: 'compileError' });
    await failure();
    const journal = join(cache, 'engines', partialName, 'journal.json');
    const entries = JSON.parse(readFileSync(journal, 'utf8'));
    writeFileSync(journal, JSON.stringify({ ...entries, packages: { inputs: 'of an older version', durationMs: 1 } }));
    tools.behave({});
    await install();
    expect(tools.calls().sort()).toEqual(['build', 'build', 'npm ci', 'npm ci', 'pip download']);
  });

  it.each(['throw', 'wrongProduct', 'crash'] as const)(
    'does not finish with a library that fails its test: %s',
    async (library) => {
      tools.behave({ library });
      expect(await failure()).toMatch(/cannot be used: .*(cannot open shared object|wrong matrix product|SIGSEGV)/);
      expect(engines()).not.toContain(finishedName);
      tools.behave({});
      await install();
      expect(tools.calls().filter((call) => call === 'build')).toHaveLength(2);
    },
  );

  it('ends pip when it is aborted, and goes on later', async () => {
    tools.behave({ pip: 'hang' });
    const controller = new AbortController();
    const reason = new Error('stopped by the person');
    const installation = install({
      signal: controller.signal,
      onProgress: ({ step, fraction }) => {
        if (step === 'packages' && fraction === 1) controller.abort(reason);
      },
    });
    await expect(installation).rejects.toBe(reason);
    expect(engines()).toEqual(['.downloads-tensorflow', partialName]);
    tools.behave({});
    await install();
    expect(tools.calls().filter((call) => call === 'npm ci')).toHaveLength(1);
    expect(engines()).toEqual([finishedName]);
  });

  it('keeps the old engine until the new one has passed its test', async () => {
    const { folder: old } = await install();
    tools.behave({ library: 'throw' });
    await failure({ force: true });
    expect(has(old, 'engine.json')).toBe(true);
    tools.behave({});
    expect(await install({ force: true })).toMatchObject({ alreadyInstalled: false, folder: old });
    expect(engines()).toEqual([finishedName]);
  });

  it('replaces an engine that no longer works', async () => {
    const { packageFolder } = await install();
    rmSync(join(packageFolder, 'dist'), { recursive: true });
    const messages: string[] = [];
    const result = await install({ onProgress: ({ message }) => messages.push(message) });
    expect(result.alreadyInstalled).toBe(false);
    expect(messages.join('\n')).toContain('does not work and is replaced');
  });

  it('installs once when two ask at the same time', async () => {
    const messages: string[] = [];
    const first = install();
    await wait(20);
    const results = await Promise.all([first, install({ onProgress: ({ message }) => messages.push(message) })]);
    expect(results.map(({ alreadyInstalled }) => alreadyInstalled)).toEqual([false, true]);
    expect(messages[0]).toBe(`Waiting for another installation (process ${process.pid})`);
    expect(tools.calls().filter((call) => call === 'pip download')).toHaveLength(1);
  });

  it('refuses a platform that has neither way', async () => {
    const pins = { ...tools.pins, wheel: undefined, platform: 'sunos' as const, architecture: 'sparc' };
    expect(await failure({ pins })).toContain('there is no native TensorFlow for sunos on sparc');
  });
});

describe.skipIf(process.platform === 'win32')("installTensorFlow with tfjs-node's own installer", () => {
  async function withHost<T>(work: (env: Record<string, string | undefined>) => Promise<T>): Promise<T> {
    const server = createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await work({ ...tools.env, TFJS_NODE_BASE_URI: `http://127.0.0.1:${port}/libtensorflow-` });
    } finally {
      server.close();
    }
  }

  const withPublished = () => ({ ...tools.pins, publishedTensorFlow: '2.9.1' });

  it('takes it when it is asked for', async () => {
    const result = await withHost((env) => install({ env, pins: withPublished(), way: 'published' }));
    expect(tools.calls()).toEqual(['npm ci', 'published']);
    expect(result.folder).toContain('tensorflow-4.22.0-2.9.1-');
  });

  it('prefers the wheel, whose checksum is known', async () => {
    const result = await withHost((env) => install({ env, pins: withPublished() }));
    expect(tools.calls()).not.toContain('published');
    expect(result.folder).toContain(finishedName);
  });

  it('takes it where the wheel cannot be built, and keeps the packages', async () => {
    tools.behave({ build: 'compileError' });
    const messages: string[] = [];
    const result = await withHost((env) =>
      install({ env, pins: withPublished(), onProgress: ({ message }) => messages.push(message) }),
    );
    expect(tools.calls().filter((call) => call === 'npm ci')).toHaveLength(1);
    expect(tools.calls().at(-1)).toBe('published');
    expect(messages.some((message) => message.endsWith("; trying tfjs-node's own download"))).toBe(true);
    expect(result.folder).toContain('tensorflow-4.22.0-2.9.1-');
  });

  it('tells what the wheel lacks where the host cannot be reached', async () => {
    tools.remove('c++');
    const env = { ...tools.env, TFJS_NODE_BASE_URI: 'http://127.0.0.1:9/' };
    expect(await failure({ env, pins: withPublished() })).toContain('compiler');
  });

  it('fails where it is the only way that was asked for', async () => {
    const env = { ...tools.env, TFJS_NODE_BASE_URI: 'http://127.0.0.1:9/' };
    expect(await failure({ env, pins: withPublished(), way: 'published' })).toContain('127.0.0.1:9 cannot be reached');
    tools.behave({ published: 'fail' });
    expect(await withHost((host) => failure({ env: host, pins: withPublished(), way: 'published' }))).toContain(
      'ECONNRESET',
    );
  });
});

describe('requireDiskSpace', () => {
  it('tells both figures and the way out', async () => {
    await expect(requireDiskSpace(tmpdir(), 1e6)).resolves.toBeUndefined();
    await expect(requireDiskSpace(tmpdir(), 5e18)).rejects.toThrow(
      /not enough disk space .*: 5000000000\.0 GB needed, [\d.]+ GB free in .*\n.*BAKEOFF_CACHE/,
    );
  });
});
