/** One of the two sets in CIFAR's binary format: what its files are called and what is in them. */
export interface CifarKind {
  /** Bytes before each picture, the last of which is its class. */
  readonly labelBytes: 1 | 2;
  readonly trainFile: RegExp;
  readonly testFile: string;
  /** Names of the classes, one a line. */
  readonly namesFile: string;
  readonly classNames: readonly string[];
}

export const cifar10Kind: CifarKind = {
  labelBytes: 1,
  trainFile: /^data_batch_\d{1,3}\.bin$/,
  testFile: 'test_batch.bin',
  namesFile: 'batches.meta.txt',
  classNames: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
};

export const cifar100Kind: CifarKind = {
  labelBytes: 2,
  trainFile: /^train\.bin$/,
  testFile: 'test.bin',
  namesFile: 'fine_label_names.txt',
  classNames:
    `apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can
castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant
flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree
motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy
porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel
streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale
willow_tree wolf woman worm`.split(/\s+/),
};

export const cifarKinds: readonly CifarKind[] = [cifar10Kind, cifar100Kind];

/** True if a file's name is that of images in CIFAR's binary format. */
export function isCifarFileName(name: string): boolean {
  return cifarKinds.some(({ trainFile, testFile }) => trainFile.test(name) || name === testFile);
}
