/** The codicon of a layer by what it does with its input. */
export function layerIcon(type: string | undefined): string {
  const found = icons.find(({ pattern }) => pattern.test(type ?? ''));
  return found?.icon ?? 'symbol-misc';
}

const icons: readonly { readonly pattern: RegExp; readonly icon: string }[] = [
  { pattern: /^input$/, icon: 'file-media' },
  { pattern: /conv2d$/i, icon: 'layers' },
  { pattern: /pooling2d$/i, icon: 'fold-down' },
  { pattern: /normalization$/i, icon: 'graph-line' },
  { pattern: /dropout/i, icon: 'circle-slash' },
  { pattern: /^dense$/, icon: 'type-hierarchy' },
  { pattern: /^activation$/, icon: 'pulse' },
  { pattern: /^(?:flatten|reshape|zeroPadding2d)$/, icon: 'symbol-array' },
  { pattern: /^(?:add|multiply|concatenate)$/, icon: 'git-merge' },
  { pattern: /^backbone$/, icon: 'mortar-board' },
  { pattern: /^(?:random|mixup)/, icon: 'wand' },
  { pattern: /^(?:rescale|resize|bias)$/, icon: 'symbol-operator' },
];
