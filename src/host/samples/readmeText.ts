import type { l10n } from 'vscode';

/** The README of a sample workspace, in the person's language. */
export function readmeText({ t }: Pick<typeof l10n, 't'>): string {
  return [
    '# Model Bake-off',
    '',
    t('Networks that learn to recognize clothing, and a comparison of some of them.'),
    '',
    `- \`ann.model.jsonc\`: ${t('fully connected, with batch normalization and dropout')}`,
    `- \`ann-relu.model.jsonc\`: ${t('fully connected, as plain as it gets')}`,
    `- \`cnn.model.jsonc\`: ${t('a convolutional network')}`,
    `- \`cnn-small.model.jsonc\`: ${t('fewer weights, and images that are changed at random: better, and slower')}`,
    `- \`cnn-augmented.model.jsonc\`: ${t('the same, wider')}`,
    `- \`resnet.model.jsonc\`: ${t('with shortcuts around its convolutions')}`,
    `- \`transfer.model.jsonc\`: ${t('begins with a network that was trained on photographs')}`,
    `- \`fashion-mnist.bakeoff.jsonc\`: ${t('trains models on equal terms and compares them')}`,
    '',
    t('To begin, open a definition and choose "Train" above its first line, or run "Train all and compare".'),
    '',
    t('Each training is kept in `.bakeoff/runs`, with the exact definition that it was trained from.'),
    '',
  ].join('\n');
}
