import type { PlannedLayer } from '../../core/plan/plan.js';
import { type ExportedFile, type ExportSource, textFile } from '../exporter.js';
import { headerText } from '../python/headerText.js';
import { mixupOf } from '../python/mixupOf.js';
import { type NpzArray, npzFile } from '../python/npzFile.js';
import { pythonText } from '../python/pythonText.js';
import { imageNetBias, imageNetKernel } from './imageNetWeights.js';
import { snake } from './kerasLayers.js';
import { type KerasNames, kerasModelText, kerasNames } from './kerasModel.js';
import { kerasTrainingText } from './kerasTraining.js';

/** The definition as a program for Keras 3: `model.py` builds, trains and predicts, `weights.npz` is what the run learned. */
export function exportKeras(source: ExportSource): readonly ExportedFile[] {
  const { plan, started } = source;
  const names = kerasNames(plan);
  const usesTanhGelu = plan.layers.some(({ definition }) => definition.options.activation === 'geluTanh');
  const sections = [
    headerText(source, {
      needs: 'Keras 3 with any backend, and NumPy',
      use: [
        'model = load_weights(build_model(), "weights.npz")',
        `model.predict(images)  # 0 to 255, ${pythonText([-1, ...plan.inputShape]).replace('-1', 'count')}`,
      ],
    }),
    'import keras\nimport numpy as np\nfrom keras import layers',
    `CLASS_NAMES = [\n${started.dataset.classNames.map((name) => `    ${pythonText(name)},\n`).join('')}]`,
    ...(usesTanhGelu ? [tanhGelu] : []),
    `def build_model():\n    """The network, with new weights."""\n${kerasModelText(plan, names)}`,
    loadWeights,
    kerasTrainingText(source, names, mixupOf(plan, 'Keras')),
    'if __name__ == "__main__":\n    build_model().summary()',
  ];
  return [
    textFile('model.py', `${sections.join('\n\n\n').replace(/\n\n\n(?=import|CLASS_NAMES)/g, '\n\n')}\n`),
    { path: 'weights.npz', bytes: npzFile(kerasArrays(source, names)) },
  ];
}

const tanhGelu = `@keras.saving.register_keras_serializable(package="model_bakeoff")
def gelu_tanh(x):
    """GELU in its usual approximation; Keras's own "gelu" is the exact one."""
    return keras.activations.gelu(x, approximate=True)`;

const loadWeights = `def load_weights(model, path="weights.npz"):
    """Sets every weight of the model to what was learned; the arrays are called LAYER/WEIGHT."""
    with np.load(path) as arrays:
        for layer in model.layers:
            layer.set_weights([arrays[f"{layer.name}/{weight.name}"] for weight in layer.weights])
    return model`;

/** Arrays by the names of layers and weights in Keras. */
function kerasArrays({ plan, weights }: ExportSource, names: KerasNames): Record<string, NpzArray> {
  const entriesOf = ({ definition, weights: specs }: PlannedLayer): [string, NpzArray][] => {
    const layer = names(definition.name);
    if (definition.type.type === 'imageNetMeans')
      return [
        [`${layer}/kernel`, imageNetKernel],
        [`${layer}/bias`, imageNetBias],
      ];
    return specs.map(({ name, shape }) => [
      `${layer}/${snake(name)}`,
      { shape, data: Float32Array.from(weights[`${definition.name}/${name}`]?.data ?? []) },
    ]);
  };
  return Object.fromEntries(plan.layers.flatMap(entriesOf));
}
