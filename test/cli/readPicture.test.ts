import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../src/cli/exitCodes.js';
import { readPicture } from '../../src/cli/readPicture.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bakeoff-png-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(name: string, bytes: Buffer): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

function png(width: number, height: number, colorType: 0 | 2 | 4 | 6 = 6): Buffer {
  const image = new PNG({ width, height });
  image.data.fill(200);
  for (let alpha = 3; alpha < image.data.length; alpha += 4) image.data[alpha] = 255;
  return PNG.sync.write(image, { colorType });
}

async function messageOf(file: string): Promise<string> {
  const error = await readPicture(file).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CommandError)) throw new Error(`expected a CommandError, got ${String(error)}`);
  expect(error.exitCode).toBe(2);
  return error.message;
}

describe('reading a picture', () => {
  it.each([0, 2, 4, 6] as const)('gives RGBA whatever the colour type (%i)', async (colorType) => {
    const picture = await readPicture(await write(`${colorType}.png`, png(3, 2, colorType)));
    expect([picture.width, picture.height, picture.rgba.length]).toEqual([3, 2, 24]);
    expect(picture.rgba[0]).toBe(200);
  });

  it('says what is wrong with a file that is none', async () => {
    expect(await messageOf(path.join(folder, 'none.png'))).toMatch(/there is no such file/);
    expect(await messageOf(folder)).toMatch(/it is a folder/);
    expect(await messageOf(await write('text.png', Buffer.from('not a picture at all, only text')))).toMatch(
      /is neither a PNG nor a JPEG/,
    );
    expect(await messageOf(await write('cut.png', png(30, 30).subarray(0, 60)))).toMatch(/is damaged/);
  });

  it('does not decode a bomb', async () => {
    const bytes = Buffer.from(png(2, 2));
    bytes.writeUInt32BE(60_000, 16);
    bytes.writeUInt32BE(60_000, 20);
    expect(await messageOf(await write('bomb.png', bytes))).toMatch(/says it has 60000×60000 pixels/);
  });
});
