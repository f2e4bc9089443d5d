/**
 * Red, green, blue turned into blue, green, red, each minus its mean over ImageNet, as a 1 × 1 convolution: every library
 * has one, and products with 0 and 1 are exact. The means are those of Keras's `preprocess_input` with the mode `caffe`.
 */
export const imageNetKernel = {
  shape: [1, 1, 3, 3],
  data: Float32Array.of(0, 0, 1, 0, 1, 0, 1, 0, 0),
} as const;

export const imageNetBias = { shape: [3], data: Float32Array.of(-103.939, -116.779, -123.68) } as const;
