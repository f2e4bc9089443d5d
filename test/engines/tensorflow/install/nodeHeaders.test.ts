import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNodeHeaders, writeNodeApiHeaders } from '../../../../src/engines/tensorflow/install/nodeHeaders.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bakeoff-headers-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('Node headers', () => {
  it("takes npm's nodedir only when headers are there", async () => {
    const npm = join(folder, 'npm');
    writeFileSync(npm, `#!${process.execPath}\nconsole.log('undefined');`, { mode: 0o755 });
    const env = { npm_config_nodedir: folder };
    expect(await findNodeHeaders(env, npm)).not.toBe(folder);
    mkdirSync(join(folder, 'include', 'node'), { recursive: true });
    writeFileSync(join(folder, 'include', 'node', 'node.h'), '');
    expect(await findNodeHeaders(env, npm)).not.toBe(folder);
    writeFileSync(join(folder, 'include', 'node', 'common.gypi'), '');
    expect(await findNodeHeaders(env, npm)).toBe(folder);
  });

  it('lays out the Node-API headers as node-gyp wants them', async () => {
    const include = join(folder, 'node_modules', 'node-api-headers', 'include');
    mkdirSync(include, { recursive: true });
    writeFileSync(join(include, 'node_api.h'), 'header');
    const target = await writeNodeApiHeaders(folder, join(folder, 'headers'));
    expect(readFileSync(join(target, 'include', 'node', 'node_api.h'), 'utf8')).toBe('header');
    expect(readFileSync(join(target, 'include', 'node', 'common.gypi'), 'utf8')).toContain("'-std=gnu++17'");
  });
});
