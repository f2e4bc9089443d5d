/** A picture of any size: red, green, blue and alpha, one byte each, row-major. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `width × height × 4` bytes. */
  readonly rgba: Uint8Array;
}
