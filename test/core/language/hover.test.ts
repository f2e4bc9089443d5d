import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyseModel } from '../../../src/core/language/analyseModel.js';
import { filledFormula } from '../../../src/core/language/describeLayer.js';
import { type Hover, hoverComparison, hoverModel } from '../../../src/core/language/hover.js';
import { markBefore, marked } from '../../support/cursorMark.js';
import { fashionTarget, modelText } from '../../support/modelText.js';

const cnn = readFileSync('data/cnn.model.jsonc', 'utf8');
const ann = readFileSync('data/ann.model.jsonc', 'utf8');

function hoverAt(source: string): (Hover & { readonly piece: string }) | undefined {
  const { text, offset } = marked(source);
  const hover = hoverModel(analyseModel(text, fashionTarget), offset);
  return hover && { ...hover, piece: text.slice(hover.range.start, hover.range.end) };
}

describe('hovering over a layer', () => {
  it('says what it does, with shapes in its formula, and what it costs', () => {
    const hover = hoverAt(markBefore(cnn, '"conv2d", "filters": 64'));
    expect(hover?.piece).toBe('"conv2d"');
    expect(hover?.markdown).toBe(
      [
        '**conv2d** `conv2d_1` · 14×14×64',
        'Slides `filters` small kernels over an image; each sees all channels.',
        '```text\ny[14×14×64] = relu(x[14×14×32] ∗ kernel[3×3×32×64] + bias[64])\n```',
        '18,496 parameters (kernel 3×3×32×64, bias 64) · 3.6 M MACs for one image.',
        'Reads `maxPooling2d` (14×14×32).',
      ].join('\n\n'),
    );
  });

  it.each([
    ['its opening brace', markBefore(cnn, '{ "type": "flatten"'), '{'],
    ['the key of its type', markBefore(cnn, '"type": "flatten"'), '"type"'],
    ['its type', markBefore(cnn, '"flatten"'), '"flatten"'],
    ['its name', markBefore(modelText('{ "type": "flatten", "name": "wide" }'), '"wide"'), '"wide"'],
  ])('works over %s', (_, source, piece) => {
    expect(hoverAt(source)?.piece).toBe(piece);
    expect(hoverAt(source)?.markdown).toMatch(/^\*\*flatten\*\* `(flatten|wide)`/);
  });

  it.each([
    ['{ "type": "flatten" }', 'y[784] = x[28×28×1] as [height · width · channels]'],
    ['{ "type": "rescale", "scale": 0.5 }', 'y[28×28×1] = x[28×28×1] · 0.5 + 0'],
    ['{ "type": "dropout", "rate": 0.25 }', 'y[28×28×1] = x[28×28×1] · mask / (1 − 0.25)'],
    ['{ "type": "batchNormalization" }', 'y[28×28×1] = gamma[1] · (x[28×28×1] − mean) / √(variance + 0.001) + beta[1]'],
    [
      '{ "type": "batchNormalization", "scale": false, "center": false }',
      'y[28×28×1] = (x[28×28×1] − mean) / √(variance + 0.001)',
    ],
    [
      '{ "type": "conv2d", "filters": 2, "kernelSize": 3, "useBias": false }',
      'y[26×26×2] = x[28×28×1] ∗ kernel[3×3×1×2]',
    ],
    [
      '{ "type": "conv2d", "filters": 2, "kernelSize": 3, "activation": "tanh" }',
      'y[26×26×2] = tanh(x[28×28×1] ∗ kernel[3×3×1×2] + bias[2])',
    ],
    ['{ "type": "add", "from": ["input", "input"] }', 'y[28×28×1] = x₁[28×28×1] + x₂[28×28×1] + …'],
    ['{ "type": "reshape", "targetShape": [-1] }', 'y[784] = x[28×28×1] as [-1]'],
    ['{ "type": "activation", "activation": "softmax" }', 'y[28×28×1] = softmax(x[28×28×1])'],
    ['{ "type": "maxPooling2d" }', 'y[14×14×1] = max over the window of x[28×28×1]'],
  ])('fills the formula of %s', (layer, expected) => {
    const planned = analyseModel(modelText(layer), fashionTarget).layers[1]?.planned;
    expect(planned && filledFormula(planned)).toBe(expected);
  });

  it('says so where the shape is not known', () => {
    const source = markBefore(modelText('{ "type": "dense", "units": 3 }'), '"dense"');
    expect(hoverAt(source)?.markdown).toContain('Its shape is not known');
  });

  it('shows the layer that a name in `from` means', () => {
    const text = modelText('{ "type": "flatten", "name": "a" }', '{ "type": "add", "from": ["a", "input"] }');
    expect(hoverAt(markBefore(text, '"a", "input"'))?.markdown).toMatch(/^\*\*flatten\*\* `a` · 784/);
    expect(hoverAt(markBefore(text, '"input"'))?.markdown).toMatch(/^\*\*input\*\* `input` · 28×28×1/);
    expect(hoverAt(markBefore(text.replace('"input"', '"inptu"'), '"inptu"'))?.markdown).toBe(
      'No layer is named `inptu`.',
    );
  });
});

describe('hovering over an option', () => {
  it.each([
    ['its key', cnn, '"filters"', /^\*\*filters\*\* · a whole number, 1 to 65,536\n\nNumber of output channels\./],
    ['its value', cnn, '32, "kernelSize"', /^\*\*filters\*\*/],
    ['a word', cnn, '"same",', /^\*\*padding\*\* · one of `valid`, `same`[\s\S]*Default: `"valid"`\.$/],
    ['an optimizer', ann, '"adamW"', /^\*\*adamW\*\*\n\nAdam with decoupled weight decay\.$/],
    [
      'an option of an optimizer',
      ann,
      '"weightDecay"',
      /^\*\*weightDecay\*\* · a number, 0 to 1,000,000[\s\S]*Default: `0\.004`/,
    ],
    ['a callback', ann, '"earlyStopping"', /^\*\*earlyStopping\*\*/],
    ['an option of a callback', ann, '"factor"', /^\*\*factor\*\* · a number[\s\S]*Default: `0\.1`/],
    ['what a callback watches', ann, '"validationLoss"', /^\*\*monitor\*\* · one of/],
    ['batch size', ann, '"batchSize"', /1 to 65,536[\s\S]*Default: `64`/],
    ['the training', ann, '"training"', /published recipe/],
    ['the name of the model', ann, '"name"', /^\*\*name\*\* · text/],
    ['its input', ann, '"dataset"', /^\*\*input\*\* · `"dataset"`, or a list of 3 whole numbers/],
  ])('explains %s', (_, text, piece, expected) => {
    expect(hoverAt(markBefore(text, piece))?.markdown).toMatch(expected);
  });

  it.each([
    ['a schedule', '{ "training": { "learningRateSchedule": "cos|ine" } }', /^\*\*cosine\*\*/],
    [
      'an option of a schedule',
      '{ "training": { "learningRateSchedule": { "type": "cosine", "warmup|Epochs": 1 } } }',
      /^\*\*warmupEpochs\*\*/,
    ],
    ['an entry of a pair', '{ "layers": [{ "type": "conv2d", "kernelSize": [3, |3] }] }', /^\*\*kernelSize\*\*/],
    ['a part of a penalty', '{ "layers": [{ "type": "dense", "kernelRegularizer": { "l|2": 3 } }] }', /^\*\*l2\*\*/],
    ['an option in text that is being written', '{ "layers": [{ "type": "dense", "un|its": ', /^\*\*units\*\*/],
  ])('explains %s', (_, source, expected) => {
    expect(hoverAt(source)?.markdown).toMatch(expected);
  });

  it('says nothing about comments, unknown keys and the space between', () => {
    expect(hoverAt('{ // na|me\n }')).toBeUndefined();
    expect(hoverAt('{ "fo|o": 1 }')).toBeUndefined();
    expect(hoverAt('{ "__pro|to__": 1 }')).toBeUndefined();
    expect(hoverAt('{ "layers": [{ "type": "dense", "const|ructor": 1 }] }')).toBeUndefined();
    expect(hoverAt('{   |   }')).toBeUndefined();
  });

  it('explains a comparison', () => {
    const { text, offset } = marked('{ "validation|Split": 0.2 }');
    expect(hoverComparison(text, offset)?.markdown).toMatch(
      /^\*\*validationSplit\*\* · a number, at least 0 and less than 1/,
    );
    const path = marked('{ "models": ["a|.model.jsonc"] }');
    expect(hoverComparison(path.text, path.offset)?.markdown).toMatch(/^\*\*models\*\*/);
  });
});

describe('a hover over hostile names', () => {
  it.each([
    '![x](https://example.org/a.png)',
    '<img src=x>',
    '`` ` ``',
    '[a](command:b)',
    'a\n\n# b',
    '\u202egnp',
    '</code></pre><script>',
    '`',
  ])('shows %s as nothing but code', (name) => {
    const text = modelText(
      `{ "type": "flatten", "name": ${JSON.stringify(name)} }`,
      `{ "type": "flatten", "from": ${JSON.stringify(name)} }`,
    );
    const markdown = hoverAt(markBefore(text, '"flatten", "name"'))?.markdown ?? '';
    expect(markdown).not.toBe('');
    // Taken away what stands in code, by CommonMark's rule for backticks, nothing of the name is left.
    const rest = markdown.replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
    expect(rest).not.toMatch(/[<>!#\u202e]|\]\(/);
    expect(rest).not.toContain('`');
  });
});

describe('hovering over a backbone', () => {
  const text = readFileSync('data/transfer.model.jsonc', 'utf8');

  it('says what it is made of, what is frozen and what it costs', () => {
    const markdown = hoverAt(markBefore(text, '"backbone"'))?.markdown;
    expect(markdown).toContain('**backbone** `backbone` · 6×6×512');
    expect(markdown).toContain('273,600 parameters');
    expect(markdown).toContain('from conv_pw_6 on');
    expect(markdown?.length).toBeLessThan(1200);
  });

  it('describes the layers inside that are named', () => {
    expect(hoverAt(markBefore(text, '"conv_pw_6_relu",'))?.markdown).toMatch(
      /^\*\*activation\*\* `backbone › conv_pw_6_relu` · 6×6×512\n\n.*\n\nUp to and with it: 273,600 parameters/,
    );
    expect(hoverAt(markBefore(text, '"conv_pw_6" }'))?.markdown).toContain('From it on, learned in the second phase');
  });

  it('explains its "name" as the network', () => {
    expect(hoverAt(markBefore(text, '"mobilenetV1"'))?.markdown).toContain('published network');
  });
});
