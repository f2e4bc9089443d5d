import { createHash } from 'node:crypto';
import { htmlAttribute } from '../../core/htmlAttribute.js';

/** What a report's page is made of. */
export interface ReportParts {
  /** Text of the window's title. */
  readonly title: string;
  /** Styles of the page; its one font, beside them, is put in their place. */
  readonly style: string;
  readonly font: Uint8Array;
  /** In the order in which they run. */
  readonly scripts: readonly string[];
  /** Packed and compressed. */
  readonly data: Uint8Array;
}

/** Of the style that the page's controls try out; scripts are allowed by what they are. */
const STYLE_NONCE = 'model-bakeoff';

/** A page in one file: nothing is loaded from anywhere, nothing runs but the page's own scripts. */
export function reportHtml({ title, style, font, scripts, data }: ReportParts): string {
  const inlined = scripts.map(scriptText);
  const policy = [
    `default-src 'none'`,
    `script-src ${inlined.map((text) => `'sha256-${sha256(text)}'`).join(' ')}`,
    `style-src 'nonce-${STYLE_NONCE}'`,
    'font-src data:',
    'img-src data: blob:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const fontAddress = `url(data:font/ttf;base64,${Buffer.from(font).toString('base64')})`;
  const inlinedStyle = style.replace(/url\((["']?)\.\/codicon\.ttf[^)]*\)/g, fontAddress);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${htmlAttribute(policy)}">
<meta property="csp-nonce" content="${STYLE_NONCE}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${htmlAttribute(title)}</title>
<style nonce="${STYLE_NONCE}">${inlinedStyle.replaceAll('</', '<\\/')}</style>
</head>
<body>
<div id="page"></div>
<script type="text/plain" id="report-data">${Buffer.from(data).toString('base64')}</script>
${inlined.map((text) => `<script>${text}</script>`).join('\n')}
</body>
</html>
`;
}

/** A script that does not end where it is put, nor hides what follows: such marks are only ever within its texts. */
function scriptText(text: string): string {
  return text
    .replace(/<(\/script|!--)/gi, '\\x3C$1')
    .replace(/^\/\/# sourceMappingURL=.*$/gm, '')
    .trim();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
