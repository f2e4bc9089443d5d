import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleMetafiles, packagesIn } from './bundleMetafiles.js';

/** A work of others in what we ship. */
interface Work {
  readonly name: string;
  readonly licence: string;
  readonly text: string;
}

/** Packages that carry no licence file: what their package.json names, with the holder of the copyright. */
const holders: Readonly<Record<string, string>> = {
  '@microsoft/fast-element': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@microsoft/fast-foundation': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@microsoft/fast-web-utilities': 'Copyright (c) Microsoft Corporation. All rights reserved.',
  '@tensorflow/tfjs-backend-cpu': 'Copyright Google LLC',
  '@tensorflow/tfjs-backend-wasm': 'Copyright Google LLC',
  '@tensorflow/tfjs-core': 'Copyright Google LLC',
  tr46: 'Copyright (c) Sebastian Mayr',
};

/** What is compiled into the WebAssembly of @tensorflow/tfjs-backend-wasm, as its build files name it. */
const compiledIn: readonly (readonly [name: string, licence: string, holders: string])[] = [
  ['XNNPACK', 'BSD-3-Clause', 'Copyright (c) Facebook, Inc. and its affiliates.\nCopyright 2019 Google LLC'],
  [
    'pthreadpool',
    'BSD-2-Clause',
    'Copyright (c) 2017 Facebook Inc.\nCopyright (c) 2015-2017 Georgia Institute of Technology',
  ],
  [
    'cpuinfo, clog',
    'BSD-2-Clause',
    'Copyright (c) 2017-2018 Facebook Inc.\nCopyright (c) 2012-2017 Georgia Institute of Technology\nCopyright (c) 2010-2012 Marat Dukhan',
  ],
  [
    'FP16, FXdiv, psimd',
    'MIT',
    'Copyright (c) 2017 Facebook Inc.\nCopyright (c) 2017 Georgia Institute of Technology\nCopyright 2019 Google LLC\nCopyright (c) Marat Dukhan',
  ],
  ['Emscripten', 'MIT', 'Copyright (c) 2010-2014 Emscripten authors'],
  ['musl', 'MIT', 'Copyright © 2005-2020 Rich Felker, et al.'],
];

const licenceFile = /^(licen[cs]e|copying|copyright|notice)/i;

/**
 * The text of THIRD_PARTY_NOTICES.txt: the licence of every package with a byte in any bundle of the product, of what is
 * compiled into its WebAssembly, and of the images.
 * @throws Error for a package whose licence nobody knows.
 */
export async function notices(root: string): Promise<string> {
  const files = Object.values(await bundleMetafiles(root));
  const packages = [...new Set(files.flatMap((file) => [...packagesIn(file).keys()]))].sort();
  const works = [
    ...packages.map((name) => packageWork(root, name)),
    ...compiledIn.map(([name, licence, holder]) => ({
      name: `${name} (in @tensorflow/tfjs-backend-wasm)`,
      licence,
      text: `${holder}\n\n${standardText(root, licence)}`,
    })),
    jpegDecoder(root),
    {
      name: 'MobileNet v1 1.0, 224, the layers up to conv_pw_6 (in data/backbones)',
      licence: 'Apache-2.0',
      text: readFileSync(join(root, 'data', 'backbones', 'mobilenetV1', 'LICENSE'), 'utf8'),
    },
    {
      name: 'Fashion-MNIST',
      licence: 'MIT',
      text: readFileSync(join(root, 'data', 'fashion-mnist', 'LICENSE'), 'utf8'),
    },
  ];
  return render(works);
}

function packageWork(root: string, name: string): Work {
  const folder = join(root, 'node_modules', name);
  const { version, license }: { version: string; license: string } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const files = readdirSync(folder).filter((file) => licenceFile.test(file));
  const holder = holders[name];
  if (files.length === 0 && holder === undefined)
    throw new Error(`${name} has no licence file: find out whose it is, and add it to test/support/notices.ts.`);
  const text =
    files.length > 0
      ? files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
      : `${holder}\n\n${standardText(root, license)}`;
  return { name: `${name} ${version}`, licence: license, text };
}

/** What is compiled into the WebAssembly of @jsquash/jpeg, which brings its licences. */
function jpegDecoder(root: string): Work {
  const path = join(root, 'node_modules', '@jsquash', 'jpeg', 'codec', 'LICENSE.codec.md');
  return {
    name: 'MozJPEG, libjpeg-turbo (in @jsquash/jpeg)',
    licence: 'IJG, BSD-3-Clause, zlib',
    text: `This software is based in part on the work of the Independent JPEG Group.\nCopyright (c) Mozilla Corporation\n\n${readFileSync(path, 'utf8')}`,
  };
}

function standardText(root: string, licence: string): string {
  return readFileSync(join(root, 'test', 'support', 'licences', `${licence}.txt`), 'utf8');
}

/** Works with the same text share it. */
function render(works: readonly Work[]): string {
  const byText = new Map<string, Work[]>();
  for (const work of works) {
    const text = work.text
      .replace(/\r\n?/g, '\n')
      .replace(/[ \t]+$/gm, '')
      .trim();
    byText.set(text, [...(byText.get(text) ?? []), work]);
  }
  const rule = '='.repeat(80);
  const sections = [...byText].map(([text, sharing]) => {
    const titles = sharing.map(({ name, licence }) => `${name} – ${licence}`);
    return `${rule}\n${titles.join('\n')}\n${rule}\n\n${text}\n`;
  });
  const introduction =
    'Model Bake-off contains works of others, under the licences below. Made by `npm run notices` from what is bundled.\n';
  return [introduction, ...sections].join('\n');
}
