import { InvalidArgumentError, Option } from 'commander';
import { type Seeds, seedsOption } from '../core/definition/seedsOption.js';

/** `--seeds`, for a command that trains comparisons: in place of what the file says of them. */
export function seedsFlag(): Option {
  return new Option(
    '--seeds <n|min..max>',
    'train seeds 0 to n − 1 of each model; min..max: no more of them than it takes to tell the models apart',
  )
    .argParser(readSeeds)
    .conflicts('seed');
}

/** `5`, or a plan of seeds, `3..10`: held to what files are. @throws InvalidArgumentError */
export function readSeeds(text: string): Seeds {
  const [, count, maximum] = /^(\d{1,9})(?:\.\.(\d{1,9}))?$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Expected a number of seeds, such as 5, or min..max: 3..10.');
  const messages: string[] = [];
  const written =
    maximum === undefined ? Number(count) : { min: Number(count), max: Number(maximum), stopWhen: 'decided' };
  const seeds = seedsOption.read(written, [], ({ message }) => messages.push(message));
  if (seeds === undefined || messages.length > 0) throw new InvalidArgumentError(messages.join(' '));
  return seeds;
}

/** As it was written: `5`, `3..10`. */
export function seedsText({ seeds, seedPlan }: Seeds): string {
  return seedPlan === undefined ? String(seeds.length) : `${seedPlan.minimum}..${seedPlan.maximum}`;
}
