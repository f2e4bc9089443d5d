import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { notices } from '../support/notices.js';

const root = resolve(__dirname, '../..');

describe('THIRD_PARTY_NOTICES.txt', () => {
  let made: string;
  beforeAll(async () => {
    made = await notices(root);
  }, 60_000);

  it('is what `npm run notices` makes of the bundles', () => {
    expect(readFileSync(join(root, 'THIRD_PARTY_NOTICES.txt'), 'utf8')).toBe(made);
  });

  it('names the large ones, with their licences', () => {
    for (const name of [
      ...['@tensorflow/tfjs-backend-wasm 4', '@tensorflow/tfjs-core 4', 'XNNPACK', 'chart.js 4', 'undici 7'],
      ...['@vscode/codicons 0', '@vscode/webview-ui-toolkit 1', '@microsoft/fast-element 1', 'Fashion-MNIST – MIT'],
    ])
      expect(made).toContain(`\n${name}`);
    expect(made).toContain('Apache License');
    expect(made).toContain('Attribution 4.0 International');
    expect(made).toContain('Zalando SE');
  });
});
