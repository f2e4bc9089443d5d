import type { Backbone } from './architecture.js';
import { mobilenetV1 } from './mobilenetV1.js';
import { mobilenetV2 } from './mobilenetV2.js';
import { vgg16 } from './vgg16.js';

/** Every network that a `backbone` layer can name, in the order of the reference. */
export const backbones: readonly Backbone[] = [mobilenetV1, mobilenetV2, vgg16];

/** The network of that name; undefined where there is none. */
export function backboneByName(name: string): Backbone | undefined {
  return backbones.find((backbone) => backbone.name === name);
}
