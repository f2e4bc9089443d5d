import { describe, expect, it } from 'vitest';
import { evidenceMarkdown } from '../../../src/core/evidence/evidenceMarkdown.js';
import { evidenceNote } from '../../../src/core/evidence/evidenceText.js';
import type { LayerEvidence } from '../../../src/core/evidence/layerEvidence.js';
import { madeEvidence } from '../../support/madeEvidence.js';

const classNames = ['T-shirt', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt'];
const withPositions = (evidence: LayerEvidence, positions: readonly (number | undefined)[]): LayerEvidence => ({
  ...evidence,
  layers: evidence.layers.map(({ positions: _, ...layer }, index) => {
    const own = positions[index];
    return own === undefined ? layer : { ...layer, positions: own };
  }),
});

describe('the words about what layers know', () => {
  it('say of which layers the positions were averaged, so that nobody takes a low figure for a fault', () => {
    expect(evidenceNote(madeEvidence())).toContain(
      'Feature maps (conv2d to conv2d_1) are averaged over their positions',
    );
    expect(evidenceNote(withPositions(madeEvidence(), [49, 1, 1]))).toContain('Feature maps (conv2d) are averaged');
  });

  it('say it of an older run, which does not tell, and not of a model without feature maps', () => {
    expect(evidenceNote(withPositions(madeEvidence(), []))).toContain('Feature maps are averaged over their positions');
    expect(evidenceNote(withPositions(madeEvidence(), [1, 1, 1]))).not.toContain('Feature maps');
  });

  it('say it in the hover of a layer, beside its figure', () => {
    const hover = evidenceMarkdown(madeEvidence(), classNames, 'conv2d_1');
    expect(hover).toContain('| **60.0 %, mean of 196 positions** |');
    expect(hover).toContain('not where');
  });
});
