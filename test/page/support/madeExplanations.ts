import type { ImageShape } from '../../../src/core/dataset.js';
import { occlusionGrid } from '../../../src/core/explain/occlusion.js';
import type {
  FeatureNeighbours,
  GradCamInspection,
  MapQuestion,
  OcclusionInspection,
} from '../../../src/protocol/explanations.js';
import { RemoteError } from '../../../src/protocol/remoteError.js';

interface Layer {
  readonly name: string;
  readonly type: string;
  readonly outputShape: readonly number[];
}

/** Maps with one hill: above it on the left for even classes, below 0 on the right. */
export function madeGradCam(layers: readonly Layer[], { classIndex, against }: MapQuestion): GradCamInspection {
  const convolutions = layers.filter(({ type }) => type.includes('onv2d'));
  if (convolutions.length === 0)
    throw new RemoteError(
      'The model has no convolution: none of its layers has rows and columns of which a map could be made.',
      'no-map-layers',
      'Look at the occlusion map: it works for every model.',
    );
  return {
    layers: convolutions.map(({ name, type, outputShape: [height = 1, width = 1] }, place) => ({
      name,
      type,
      height,
      width,
      isConvolution: true,
      values: Float32Array.from({ length: height * width }, (_, cell) => {
        const [y, x] = [Math.floor(cell / width) / height, (cell % width) / width];
        const centre = classIndex % 2 === 0 ? 0.25 : 0.7;
        const hill = Math.exp(-12 * ((y - 0.25) ** 2 + (x - centre) ** 2));
        return (place + 1) * (hill - (against === undefined ? 0.1 : 0.3));
      }),
    })),
  };
}

/** The middle is worth most, the left border speaks against. */
export function madeOcclusion(imageShape: ImageShape, { classIndex }: MapQuestion): OcclusionInspection {
  const grid = occlusionGrid(imageShape, 1e6);
  const drops = grid.tops.flatMap((_, row) =>
    grid.lefts.map((__, column) =>
      column === 0 ? -0.05 : 0.4 * Math.exp(-0.1 * ((row - 5) ** 2 + (column - 6) ** 2)),
    ),
  );
  return {
    grid,
    fill: imageShape[2] === 1 ? [73] : [120, 110, 90],
    probability: 0.5 + classIndex / 100,
    drops: Float32Array.from(drops),
  };
}

export function madeFeatureNeighbours(image: number, classCount: number): FeatureNeighbours {
  return {
    layer: 'dense',
    size: 128,
    neighbours: Array.from({ length: 6 }, (_, place) => ({
      image: image * 5 + place * classCount,
      distance: 0.031 + 0.012 * place,
      label: (image * 5 + place * classCount) % classCount,
      predicted: (image * 5 + place * classCount + (place === 3 ? 1 : 0)) % classCount,
      probability: place === 5 ? null : 0.98 - 0.05 * place,
    })),
  };
}
