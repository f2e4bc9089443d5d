import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Channel } from '../../src/protocol/channel.js';
import type { HostContract, ServiceContract } from '../../src/protocol/service.js';
import { createService } from '../../src/service/createService.js';
import { portPair } from '../protocol/portPair.js';
import { writeFiles, writeImageFolder } from '../support/imageFolderFixture.js';
import { useTemporaryFolder } from '../support/temporaryFolder.js';

const temporary = useTemporaryFolder();
let host: Channel<HostContract, ServiceContract>;
let service: { dispose(): void };
beforeEach(() => {
  const [hostPort, servicePort] = portPair();
  host = new Channel(hostPort, {});
  service = createService(servicePort, { trainerEntry: 'none' });
});
afterEach(() => {
  service.dispose();
  host.dispose();
});

describe('the data view of a folder of coloured pictures', () => {
  it('has them in colour, by the path of the folder alone, seen from another', async () => {
    writeImageFolder(path.join(temporary.path, 'set'));
    const from = { dataset: './set', baseFolder: temporary.path };
    const view = await host.request('readDataset', { from });
    expect(view.dataset).toMatchObject({ id: `images:${temporary.path}/set`, imageShape: [4, 5, 3] });
    expect(view.splits.map(({ split, classCounts }) => [split, classCounts])).toEqual([
      ['train', [4, 4]],
      ['test', [1, 1]],
    ]);
    const { byClass, batch } = view.samples;
    expect([batch.height, batch.width, batch.channels]).toEqual([4, 5, 3]);
    byClass.flat().forEach((_, place) => {
      const [red, , blue] = batch.bytes.subarray(place * 60);
      expect([red, blue]).toEqual(place < 4 ? [10, 220] : [200, 10]);
    });
    const images = await host.request('readImages', { from, split: 'test', indices: [1] });
    expect([images.channels, images.bytes[0], images.bytes[2]]).toEqual([3, 200, 10]);
  });

  it('says which picture is wrong', async () => {
    writeFiles(writeImageFolder(path.join(temporary.path, 'set')), { 'red/a.png': 'text' });
    const from = { dataset: path.join(temporary.path, 'set') };
    await expect(host.request('readDataset', { from })).rejects.toMatchObject({
      code: 'dataset-picture',
      message: expect.stringMatching(/red\/a\.png: is neither a PNG nor a JPEG picture\.$/),
    });
  });
});
