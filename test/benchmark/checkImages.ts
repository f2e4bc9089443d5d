import { checkImages } from '../../src/datasets/checkImages.js';
import { loadDataset } from '../../src/datasets/index.js';

// How long it takes to look through all images of a dataset for those that are there twice. A busy machine makes the clock
// run on: so the processor's time is told too. Argument: a dataset (default fashion-mnist).
const [, , id = 'fashion-mnist'] = process.argv;

void measure();

async function measure(): Promise<void> {
  const dataset = await loadDataset(id, {});
  const [start, spent] = [performance.now(), process.cpuUsage()];
  let most = 0;
  const breathe = async () => {
    most = Math.max(most, process.memoryUsage.rss());
  };
  const found = await checkImages(dataset, { time: 0, breathe });
  const { user, system } = process.cpuUsage(spent);
  const isLeak = ({ first, second }: { first: { split: string }; second: { split: string } }) =>
    first.split !== second.split;
  process.stdout.write(
    `${dataset.name}: ${found.exact.length} equal, ${found.near.length} nearly, ${found.near.filter(isLeak).length} of them across splits\n` +
      `${((performance.now() - start) / 1000).toFixed(1)} s by the clock, ${((user + system) / 1e6).toFixed(1)} s of the processor, at most ${(most / 2 ** 20).toFixed(0)} MB\n`,
  );
}
