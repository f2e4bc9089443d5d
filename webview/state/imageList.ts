/** The images that the person goes through, in their order: what next and previous mean, wherever one is looked at. */
export class ImageList {
  /** Numbers of images. */
  #images: ArrayLike<number> = [];
  #focus: (image: number) => boolean = () => false;

  /** `focus` puts the keyboard's focus on an image of the list, and says whether it could. */
  set(images: ArrayLike<number>, focus: (image: number) => boolean): void {
    this.#images = images;
    this.#focus = focus;
  }

  get count(): number {
    return this.#images.length;
  }

  /** From 0; −1 for an image that is not on the list. */
  positionOf(image: number): number {
    return Array.prototype.indexOf.call(this.#images, image);
  }

  /** The image so many places further on; undefined at the ends, and for an image that is not on the list. */
  neighbour(image: number, by: 1 | -1): number | undefined {
    const position = this.positionOf(image);
    return position < 0 ? undefined : this.#images[position + by];
  }

  focus(image: number): boolean {
    return this.#focus(image);
  }
}
