import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../src/engines/tensorflow/install/command.js';
import type { EnginePins } from '../../src/engines/tensorflow/install/pins.js';
import { zipFile } from './zipFile.js';

export type ToolName = 'npm' | 'python3' | 'c++' | 'make';

/** How the fakes behave; may be changed between calls. */
export interface FakeBehaviour {
  /** What pip download does. `hang` writes half of the wheel and waits for ever. */
  pip?: 'good' | 'broken' | 'foreign' | 'hang' | 'unknownVersion' | 'absent';
  npm?: 'good' | 'offline';
  build?: 'good' | 'compileError';
  /** What the installed tfjs-node does when it is loaded. */
  library?: 'good' | 'throw' | 'wrongProduct' | 'crash' | 'hang';
  /** What tfjs-node's own installer does. */
  published?: 'good' | 'fail';
}

export interface FakeTools {
  readonly env: Environment;
  readonly pins: EnginePins;
  behave(behaviour: FakeBehaviour): void;
  /** What was called so far: `npm ci`, `pip download`, `build`, `published`, in order. */
  calls(): string[];
  remove(...names: ToolName[]): void;
}

const libraries = process.platform === 'darwin' ? ['cc.2.dylib', 'framework.2.dylib'] : ['cc.so.2', 'framework.so.2'];

/** A wheel with tiny files in the places of the real ones; `c_api.h` includes two others, one by a relative name. */
export function fakeWheel(libraryBytes = 200_000): Buffer {
  const include = 'tensorflow/include';
  return zipFile({
    [`tensorflow/libtensorflow_${libraries[0]}`]: Buffer.alloc(libraryBytes, 'cc'),
    [`tensorflow/libtensorflow_${libraries[1]}`]: Buffer.alloc(50_000, 'framework'),
    [`${include}/tensorflow/c/c_api.h`]:
      '#include "tensorflow/c/tf_status.h"\n  #  include "near.h"\n#include <stdint.h>\n',
    [`${include}/tensorflow/c/tf_status.h`]: '#include "xla/tsl/c/tsl_status.h"\n',
    [`${include}/tensorflow/c/near.h`]: '// beside\n',
    [`${include}/tensorflow/c/unused.h`]: '// nobody includes it\n',
    [`${include}/tensorflow/c/eager/c_api.h`]: '#include "tensorflow/c/c_api.h"\n',
    [`${include}/tensorflow/core/platform/ctstring_internal.h`]: '',
    [`${include}/xla/tsl/c/tsl_status.h`]: '#include "tensorflow/c/c_api.h" // a circle\n',
    'tensorflow/python/something.py': 'pass',
  });
}

/**
 * Stand-ins for npm, python3, c++ and make in a folder that is the whole PATH, and pins for a small wheel that the fake
 * pip has. They do what the real ones do to the disk.
 */
export function fakeEngineTools(folder: string): FakeTools {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const wheel = fakeWheel();
  const fileName = 'tensorflow_fake-9.9.9-cp312-cp312-any.whl';
  writeFileSync(join(folder, fileName), wheel);
  const behaviourFile = join(folder, 'behaviour.json');
  const callFile = join(folder, 'calls');
  const behave = (behaviour: FakeBehaviour) => writeFileSync(behaviourFile, JSON.stringify(behaviour));
  behave({});
  writeFileSync(callFile, '');
  const head = `
const fs = require('node:fs'); const path = require('node:path');
const behaviour = JSON.parse(fs.readFileSync(${JSON.stringify(behaviourFile)}, 'utf8'));
const call = (name) => fs.appendFileSync(${JSON.stringify(callFile)}, name + '\\n');
const argv = process.argv.slice(2);
const option = (name) => argv[argv.indexOf(name) + 1];
const fail = (text) => { console.error(text); process.exit(1); };
`;
  const write = (file: string, body: string) => {
    writeFileSync(file, `#!${process.execPath}\n${head}${body}`);
    chmodSync(file, 0o755);
  };
  const wheelFile = JSON.stringify(join(folder, fileName));
  write(join(bin, 'c++'), 'console.log("c++ 1.0");');
  write(join(bin, 'make'), 'console.log("make 1.0");');
  write(
    join(bin, 'python3'),
    `
if (argv[0] === '-c') process.exit(0);
if (behaviour.pip === 'absent') fail('No module named pip');
if (argv[2] === '--version') { console.log('pip 25.3 from nowhere (python 3.12)'); process.exit(0); }
call('pip download');
const content = fs.readFileSync(${wheelFile});
const half = () => fs.writeFileSync(path.join(process.env.TMPDIR, 'half.whl'), content.subarray(0, content.length / 2));
if (behaviour.pip === 'broken') { half(); fail('ERROR: Exception: Connection broken: IncompleteRead'); }
else if (behaviour.pip === 'unknownVersion') fail('ERROR: No matching distribution found for tensorflow-fake==9.9.9');
else if (behaviour.pip === 'hang') { half(); setInterval(() => {}, 1000); }
else {
  fs.mkdirSync(option('--dest'), { recursive: true });
  if (behaviour.pip === 'foreign') content[content.length - 30] ^= 1;
  fs.writeFileSync(path.join(option('--dest'), ${JSON.stringify(fileName)}), content);
}`,
  );
  write(
    join(bin, 'npm'),
    `
if (argv[0] === 'config') { console.log('undefined'); process.exit(0); }
call('npm ci');
fs.rmSync('node_modules', { recursive: true, force: true });
if (behaviour.npm === 'offline') fail('npm error code ENOTFOUND\\nnpm error network request to the registry failed');
const put = (name, text) => { fs.mkdirSync(path.dirname(name), { recursive: true }); fs.writeFileSync(name, text); };
const tfjs = 'node_modules/@tensorflow/tfjs-node/';
put(tfjs + 'package.json', JSON.stringify({ name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'dist/index.js' }));
put(tfjs + 'dist/index.js', ${JSON.stringify(head + fakeLibrary)});
put(tfjs + 'dist/index.js.map', 'unused');
put(tfjs + 'scripts/install.js', ${JSON.stringify(head + fakePublishedInstaller)});
put('node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js', 'used');
put('node_modules/@tensorflow/tfjs-core/dist/tf-core.fesm.js', 'unused');
put('node_modules/node-api-headers/include/node_api.h', 'header');
put('node_modules/node-gyp/bin/node-gyp.js', ${JSON.stringify(head + fakeNodeGyp)});`,
  );
  return {
    env: { PATH: bin, HOME: folder },
    behave,
    calls: () => readFileSync(callFile, 'utf8').split('\n').slice(0, -1),
    remove: (...names) => {
      for (const name of names) rmSync(join(bin, name));
    },
    pins: {
      tfjsNode: '4.22.0',
      napi: 8,
      platform: process.platform,
      architecture: process.arch,
      publishedTensorFlow: undefined,
      wheel: {
        project: 'tensorflow-fake',
        version: '9.9.9',
        pythonVersion: '3.12',
        platformTag: 'any',
        fileName,
        bytes: wheel.length,
        sha256: createHash('sha256').update(wheel).digest('hex'),
      },
    },
  };
}

const fakeLibrary = `
if (behaviour.library === 'throw') throw new Error('libtensorflow.so.2: cannot open shared object file');
if (behaviour.library === 'crash') process.kill(process.pid, 'SIGSEGV');
if (behaviour.library === 'hang') for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
const util = require('node:util');
if (!util.isNullOrUndefined(null) || !util.isArray([])) throw new Error('a function of node:util is missing');
module.exports = {
  version: { 'tfjs-node': '4.22.0' },
  tensor2d: (values) => values,
  matMul: () => ({ dataSync: () => Float32Array.of(19, 22, 43, behaviour.library === 'wrongProduct' ? 51 : 50) }),
  getBackend: () => 'tensorflow',
  backend: () => ({ binding: { TF_Version: '9.9.9' } }),
};`;

const fakeBinding = `
const put = (name, text) => { fs.mkdirSync(path.dirname(name), { recursive: true }); fs.writeFileSync(name, text); };
`;

const fakeNodeGyp = `${fakeBinding}
call('build');
const headers = argv.find((text) => text.startsWith('--nodedir=')).slice('--nodedir='.length) + '/include/node/';
for (const name of ['node_api.h', 'common.gypi']) if (!fs.existsSync(headers + name)) fail(headers + name + ' is missing');
if (behaviour.build === 'compileError') fail("../binding/tfjs_backend.cc:42:7: error: 'TF_New' was not declared\\ngyp ERR! build error");
for (const name of ['lib/libtensorflow${process.platform === 'darwin' ? '.2.dylib' : '.so'}', 'include/tensorflow/c/c_api.h'])
  if (!fs.existsSync('deps/' + name)) fail('deps/' + name + ' is missing');
const target = argv.find((text) => text.startsWith('--module_path=')).slice('--module_path='.length);
put(path.join(target, 'tfjs_binding.node'), 'addon');
put('build/Release/tfjs_binding.node', 'addon');`;

const fakePublishedInstaller = `${fakeBinding}
call('published');
if (behaviour.published === 'fail') fail('Error: connect ECONNRESET');
put('deps/lib/libtensorflow.so.2', 'library');
put('lib/napi-v8/tfjs_binding.node', 'addon');`;

/** True when a path exists below a folder. */
export function has(folder: string, ...names: string[]): boolean {
  return existsSync(join(folder, ...names));
}
