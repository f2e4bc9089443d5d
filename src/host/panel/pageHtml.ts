import { htmlAttribute } from '../../core/htmlAttribute.js';

/** Where the page's parts are, as the webview may load them. */
export interface PageAddresses {
  readonly script: string;
  readonly style: string;
  /** `webview.cspSource`: where styles, fonts and pictures may come from. */
  readonly source: string;
  /** A new one for each page. */
  readonly nonce: string;
  /** Language of the texts, as in `<html lang>`. */
  readonly language: string;
}

/** The page without its content: nothing inline, nothing from anywhere else, no connection to anywhere. */
export function pageHtml({ script, style, source, nonce, language }: PageAddresses): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // The controls try out in a style of their own what the browser can do; they read the nonce from the element below.
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source} blob: data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${htmlAttribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${htmlAttribute(policy)}">
<meta property="csp-nonce" content="${htmlAttribute(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Model Bake-off: results</title>
<link rel="stylesheet" href="${htmlAttribute(style)}">
</head>
<body>
<div id="page"></div>
<script nonce="${htmlAttribute(nonce)}" src="${htmlAttribute(script)}"></script>
</body>
</html>
`;
}
