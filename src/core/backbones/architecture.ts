/** A layer of a published network, as a definition would write it. */
export interface BackboneLayer {
  /** As Keras Applications names it, and the files of weights with it. */
  readonly name: string;
  /** One of our layer types. */
  readonly type: string;
  /** What differs from the type's defaults. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Names of the layers that it reads; the network's input where there is none. */
  readonly from: readonly string[];
}

/** How pixels 0..255 were scaled when the network was trained. */
export type PixelScaling =
  /** `x / 127.5 − 1`, for each channel. */
  | 'symmetric'
  /** Blue, green, red, each minus its mean over ImageNet: as Caffe's networks had it. */
  | 'imageNetMeans';

/** What decides a network's layers. */
export interface BackboneSize {
  /** Width multiplier: the share of the filters that each layer has. */
  readonly alpha: number;
  /** Height and width of the images that it gets. */
  readonly inputSize: number;
}

/** A published network without its classifier, as data. */
export interface Backbone {
  readonly name: string;
  /** One Markdown sentence: what is special about it, and who published it. */
  readonly description: string;
  readonly scaling: PixelScaling;
  /** Width multipliers that its ImageNet weights were published for; `[1]` where its width is fixed. */
  readonly alphas: readonly number[];
  /** True if it may have any width, with weights of its own. */
  readonly hasWidth: boolean;
  /** In an order in which each comes after its inputs. */
  layers(size: BackboneSize): readonly BackboneLayer[];
}

/** Collects the layers of a network, each reading the one before it unless it says otherwise. */
export class LayerChain {
  readonly layers: BackboneLayer[] = [];

  /** Name of the layer that was added last; undefined before the first. */
  get last(): string | undefined {
    return this.layers.at(-1)?.name;
  }

  add(name: string, type: string, options: Readonly<Record<string, unknown>> = {}, from?: readonly string[]): void {
    const before = this.last;
    this.layers.push({ name, type, options, from: from ?? (before === undefined ? [] : [before]) });
  }
}
