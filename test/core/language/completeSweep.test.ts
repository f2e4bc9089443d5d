import { describe, expect, it } from 'vitest';
import { completeComparison } from '../../../src/core/language/completeComparison.js';
import { hoverComparison } from '../../../src/core/language/hover.js';

const model = `{ "name": "cnn", "layers": [{ "type": "conv2d", "name": "conv1", "filters": 8, "kernelSize": 3 }, { "type": "flatten" },
  { "type": "dense", "units": 10, "activation": "softmax" }], "training": { "optimizer": { "type": "sgd", "learningRate": 0.5 } } }`;
const names = { datasets: [], modelPaths: ['cnn.model.jsonc'], modelTexts: [model] };

/** What is proposed at `|`, by label; the snippets with `full`. */
function at(sweep: string) {
  const marked = `{ "name": "x", "models": ["cnn.model.jsonc"], "sweep": ${sweep} }`;
  const offset = marked.indexOf('|');
  return completeComparison(marked.replace('|', ''), offset, names);
}

describe('completion in a sweep', () => {
  it('knows its keys and words', () => {
    expect(at('{ | }').map(({ label }) => label)).toEqual(
      expect.arrayContaining(['options', 'method', 'trials', 'eta']),
    );
    expect(at('{ "method": | }').map(({ label }) => label)).toEqual(
      expect.arrayContaining(['grid', 'random', 'successiveHalving']),
    );
  });

  it('has the paths of the models’ options, without those that are there, documented as where they stand', () => {
    const paths = at('{ "options": { "training.batchSize": [8], | } }');
    const labels = paths.map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining(['layers.conv1.filters', 'training.optimizer.learningRate', 'training.epochs']),
    );
    expect(labels).toEqual(
      expect.arrayContaining(['training.optimizer.momentum', 'training.callbacks.earlyStopping.patience']),
    );
    expect(labels).not.toContain('training.batchSize');
    expect(labels).not.toContain('training.optimizer.weightDecay2');
    const filters = paths.find(({ label }) => label === 'layers.conv1.filters');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
    expect(filters?.edit.text).toBe('"layers.conv1.filters": [${1:4}, ${2:16}]');
    expect(filters?.markdown).toContain('**layers.conv1.filters** · a whole number');
  });

  it('has the values that an option takes, a range for numbers only, and a range’s keys', () => {
    expect(at('{ "options": { "layers.conv1.padding": [|] } }').map(({ label }) => label)).toEqual(
      expect.arrayContaining(['same', 'valid']),
    );
    expect(at('{ "options": { "layers.conv1.padding": | } }')).toHaveLength(1);
    const [, range] = at('{ "options": { "training.optimizer.learningRate": | } }');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of snippets
    expect(range?.edit.text).toBe('{ "min": ${1:0.25}, "max": ${2:1}, "scale": "log" \\}');
    expect(at('{ "options": { "training.batchSize": { "min": 8, | } } }').map(({ label }) => label)).toEqual([
      'max',
      'scale',
      'steps',
    ]);
  });

  it('is explained where the pointer is', () => {
    const text =
      '{ "name": "x", "models": ["cnn.model.jsonc"], "sweep": { "options": { "layers.conv1.filters": [8, 16] } } }';
    const over = (word: string) => hoverComparison(text, text.indexOf(word) + 1, [], [model])?.markdown;
    expect(over('layers.conv1')).toContain('**layers.conv1.filters** · a whole number');
    expect(over('16')).toContain('**layers.conv1.filters**');
    expect(over('sweep')).toContain('Variants of the models');
    expect(hoverComparison(text, text.indexOf('layers.conv1') + 1)).toBeUndefined();
  });
});
