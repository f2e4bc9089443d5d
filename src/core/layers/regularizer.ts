/** Penalty added to the loss: `l1 · Σ|w| + l2 · Σw²`, as Keras's L1L2. */
export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}
