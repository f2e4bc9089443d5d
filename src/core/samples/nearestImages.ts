/** A training image that is like another image. */
export interface Neighbour {
  /** Among the dataset's training images, from 0. */
  readonly image: number;
  /** Class index. */
  readonly label: number;
  /** Euclidean, over all pixels and channels of 0..255. */
  readonly distance: number;
}
