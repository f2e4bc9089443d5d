/** Which image lies in which place of a limited number of places: the one not looked at for longest makes room. */
export class SlotMap {
  readonly capacity: number;
  /** Image to slot, the least recently used first. */
  readonly #slots = new Map<number, number>();

  /** @throws RangeError when there would be no place at all. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1)
      throw new RangeError(`There must be at least one slot, got ${capacity}.`);
    this.capacity = capacity;
  }

  /** The slot of an image, which has been looked at by that; undefined where it has none. */
  find(image: number): number | undefined {
    const slot = this.#slots.get(image);
    if (slot === undefined) return undefined;
    this.#slots.delete(image);
    this.#slots.set(image, slot);
    return slot;
  }

  /** Gives an image a slot: its own, a free one, or that of the image that was not looked at for longest. */
  assign(image: number): number {
    const known = this.find(image);
    if (known !== undefined) return known;
    let slot = this.#slots.size;
    if (slot >= this.capacity) {
      const [oldest] = this.#slots;
      if (oldest !== undefined) {
        this.#slots.delete(oldest[0]);
        slot = oldest[1];
      }
    }
    this.#slots.set(image, slot);
    return slot;
  }
}
