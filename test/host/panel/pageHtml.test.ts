import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../../src/host/panel/pageHtml.js';

const addresses = {
  script: 'https://host/dist/webview.js',
  style: 'https://host/dist/webview.css',
  source: 'https://host',
  nonce: 'abc123',
  language: 'en',
};

describe('the page', () => {
  it('allows its own script, styles, fonts and pictures, and nothing else', () => {
    const html = pageHtml(addresses);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-abc123'; /);
    expect(policy).not.toMatch(/unsafe|\*|connect-src/);
    expect(html).not.toMatch(/ style=|<style| on\w+=/);
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it('writes addresses so that they stay addresses', () => {
    const html = pageHtml({ ...addresses, script: 'https://host/"><img src=x>' });
    expect(html).not.toContain('<img');
  });
});
