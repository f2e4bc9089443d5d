import { EngineError } from '../core/engine.js';
import { augmentationProgram } from '../core/graph/augmentationProgram.js';
import { feedNames } from '../core/graph/buildProgram.js';
import { loadEngine } from '../engines/loadEngine.js';
import type { AugmentedReply, AugmentMessage } from '../runs/trainerMessages.js';
import { planRequest } from './planRequest.js';

/**
 * What a definition's augmentation makes of a batch of images. On the portable engine: it is there at once, and all engines make
 * the same pictures. @throws DefinitionError when the definition has errors; EngineError when the images do not fit.
 */
export async function augmentImages(message: AugmentMessage): Promise<Omit<AugmentedReply, 'type' | 'id'>> {
  const { imageShape, classCount, count, images } = message;
  const { plan } = planRequest(message, { inputShape: imageShape, classCount });
  const augmentation = augmentationProgram(plan);
  if (augmentation === undefined) return { layers: [], images };
  const bytes = new Uint8Array(Buffer.from(images, 'base64'));
  const size = imageShape.reduce((product, side) => product * side, count);
  if (bytes.length !== size) throw new EngineError(`${count} images are ${size} bytes, got ${bytes.length}.`);
  const engine = await loadEngine('portable');
  const session = await engine.createSession(augmentation.program);
  try {
    const outputs = await session.run('augment', {
      [feedNames.images]: { dtype: 'uint8', shape: [count, ...imageShape], data: bytes },
      [feedNames.seed]: { dtype: 'int32', shape: [2], data: Int32Array.of(message.seed, message.step) },
    });
    const seen = Uint8ClampedArray.from(outputs.images?.data ?? []);
    return { layers: augmentation.layers, images: Buffer.from(seen.buffer).toString('base64') };
  } finally {
    session.dispose();
  }
}
