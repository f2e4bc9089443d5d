import { MAXIMUM_IMAGE_SIDE } from '../dataset.js';
import type { Parsed } from './definition.js';
import { parseDocument, valueIn } from './jsonDocument.js';
import type { OptionSpec } from './option.js';
import { boolean, integer, list, number, pair, readOptions, shown, specOf, text } from './options.js';
import { ProblemCollector } from './problemCollector.js';

/** The file in a folder of images that says what the images alone do not. */
export const FOLDER_SETTINGS_FILE = 'bakeoff.dataset.jsonc';

/** Most classes: a label is a byte. */
export const MAXIMUM_CLASSES = 256;

/** What a person says of the images in a folder. */
export interface FolderSettings {
  /** For people; by default the folder's name. */
  readonly name?: string | undefined;
  /** Names in the order of the labels; of an image folder, the folders to use, in that order. */
  readonly classes?: readonly string[] | undefined;
  /** Height and width that pictures of an image folder are brought to. */
  readonly size?: readonly [number, number] | undefined;
  /** 1: grey, 3: colour; by default as the pictures are. */
  readonly channels?: 1 | 3 | undefined;
  /** True if an IDX file has its images column by column, as those of EMNIST are. */
  readonly transposed?: boolean | undefined;
  /** The number of the first class in IDX labels; by default 0. */
  readonly firstLabel?: number | undefined;
  /** Test images: a fraction of each class, drawn at random, or a text file in the folder that lists them. */
  readonly test?: number | string | undefined;
  /** Seed of that draw. */
  readonly seed: number;
}

const fraction = number({ description: '', exclusiveMinimum: 0, exclusiveMaximum: 1 });
const listFile = text({ description: '', maxLength: 200 });
const testDescription =
  'Which images test the models: a fraction of each class, drawn by `seed` from all images, or a text file in the folder that lists them, one a line: paths of an image folder, else numbers from 0, training images first. All others are for training.';

const testOption: OptionSpec<number | string> = {
  description: testDescription,
  default: undefined,
  required: false,
  schema: { anyOf: [fraction.schema, listFile.schema], description: testDescription },
  read: (value, path, report) =>
    typeof value === 'string' ? listFile.read(value, path, report) : fraction.read(value, path, report),
};

const classList = list<string>({
  description:
    'Names of the classes in the order of their labels. Of an image folder: the folders to use, others are left out.',
  of: text({ description: 'A class.', maxLength: 100 }),
  minLength: 1,
  maxLength: MAXIMUM_CLASSES,
  required: false,
});

const classes: typeof classList = {
  ...classList,
  schema: { ...classList.schema, uniqueItems: true },
  read(value, path, report) {
    const names = classList.read(value, path, report);
    const twice = names?.findIndex((name, index) => names.indexOf(name) < index) ?? -1;
    if (twice < 0) return names;
    const message = `${shown(names?.[twice])} is in the list already: every class has a name of its own.`;
    report({ path: [...path, twice], code: 'duplicate-class', message });
    return undefined;
  },
};

const channelsDescription = '1 for grey, 3 for colour; by default colour if any picture of an image folder has some.';

/** The keys of a folder's settings: how to read them, defaults, documentation and JSON Schema. */
export const folderSettingsOptions = {
  $schema: text({ description: 'Where the schema of this file is, for editors.', maxLength: 1000, required: false }),
  name: text({ description: 'Name for people and tables.', maxLength: 80, required: false }),
  classes,
  size: pair({
    description: 'Height and width that the pictures of an image folder are brought to, proportions kept.',
    minimum: 1,
    maximum: MAXIMUM_IMAGE_SIDE,
    required: false,
  }),
  channels: specOf<1 | 3>(
    { description: channelsDescription, required: false },
    { enum: [1, 3] },
    (value, path, report) => {
      if (value === 1 || value === 3) return value;
      report({ path, code: 'unknown-value', message: `Expected 1 (grey) or 3 (colour), got ${shown(value)}.` });
      return undefined;
    },
  ),
  transposed: boolean({
    description: 'True if IDX images are stored column by column; known of EMNIST by the names of its files.',
    required: false,
  }),
  firstLabel: integer({
    description: 'The number that IDX labels have for the first class.',
    minimum: 0,
    maximum: MAXIMUM_CLASSES - 1,
    required: false,
  }),
  test: testOption,
  seed: integer({ description: 'Seed of the draw of test images.', default: 0, minimum: 0, maximum: 2 ** 31 - 1 }),
};

/** Reads the text of a `bakeoff.dataset.jsonc` file. Never throws; every problem's range lies in the text. */
export function parseFolderSettings(source: string): Parsed<FolderSettings> {
  const document = parseDocument(source);
  const { root } = document;
  if (root === undefined) return { problems: document.problems };
  const collector = new ProblemCollector(document);
  const body = valueIn(root);
  if (root.type !== 'object' || typeof body !== 'object' || body === null) {
    const message = `Expected an object, { "classes": […], "test": 0.2 }, got ${shown(body)}.`;
    collector.report({ path: [], code: 'wrong-type', message });
    return { problems: collector.list() };
  }
  const given = body as Readonly<Record<string, unknown>>;
  const read = readOptions(folderSettingsOptions, given, [], collector.report, []);
  const problems = collector.list();
  if (collector.hasErrors || read === undefined) return { problems };
  const { $schema: _, ...settings } = read;
  return { value: settings, problems };
}
