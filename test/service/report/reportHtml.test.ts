import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../../src/service/report/reportHtml.js';

const html = reportHtml({
  title: '</title><script>alert(1)</script>',
  style: '@font-face{src:url("./codicon.ttf?5f") format("truetype")}a::after{content:"</style>"}',
  font: new Uint8Array([1, 2, 3]),
  scripts: ['a = "</script><!--<b>";\n//# sourceMappingURL=a.js.map', 'b()'],
  data: new Uint8Array([255, 254]),
});

describe('reportHtml', () => {
  it('allows its own scripts and nothing else', () => {
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? '');
    expect(scripts).toHaveLength(2);
    for (const script of scripts)
      expect(html).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`.replaceAll("'", "'"));
    expect(html).toContain("default-src 'none'");
    expect(html).not.toContain('unsafe-inline');
  });

  it('lets nothing out of the place where it is put', () => {
    expect(html.match(/<\/script/g)).toHaveLength(3);
    expect(html.match(/<\/style/g)).toHaveLength(1);
    expect(html.match(/<\/title/g)).toHaveLength(1);
    expect(html).toContain('a = "\\x3C/script>\\x3C!--<b>"');
    expect(html).not.toContain('sourceMappingURL');
    expect(html).not.toContain('<!--');
  });

  it('loads nothing: the font is in the style', () => {
    expect(html).toContain('src:url(data:font/ttf;base64,AQID) format("truetype")');
    expect(html).not.toMatch(/(?:src|href)="/);
  });
});
