/** Which images are augmented to show what augmentation does, and where the results are. */
export interface AugmentationBatch {
  /** Numbers of images in the order of one batch: all classes, then all again, so that mixup mixes classes. */
  readonly images: readonly number[];
  /** For each class that has an image: its class, its image, and the places of its variants in the batch. */
  readonly classes: readonly { readonly label: number; readonly image: number; readonly variants: readonly number[] }[];
}

/** The first image of each class, so many times. Classes without images are left out. */
export function augmentationBatch(byClass: readonly (readonly number[])[], variants: number): AugmentationBatch {
  const firsts = byClass.flatMap(([image], label) => (image === undefined ? [] : [{ label, image }]));
  const rounds = Array.from({ length: variants }, (_, round) => round);
  return {
    images: rounds.flatMap(() => firsts.map(({ image }) => image)),
    classes: firsts.map((first, place) => ({
      ...first,
      variants: rounds.map((round) => round * firsts.length + place),
    })),
  };
}
