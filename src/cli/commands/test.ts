import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { createColors } from 'picocolors';
import { printable } from '../../core/format.js';
import { jsonText } from '../../core/report/jsonText.js';
import { junitXml, type UndecidedAs } from '../../core/report/junitXml.js';
import { countStatuses, countsText, type TestedFile, testedFile } from '../../core/report/testLines.js';
import { testMarkdown } from '../../core/report/testMarkdown.js';
import { type ComparisonTest, findComparisonRuns, testComparison } from '../../service/expectations/testComparison.js';
import { judgeHere } from '../../service/judgement/judgeHere.js';
import { allowOutsideOption } from '../boundary.js';
import { checkClasses } from '../checkClasses.js';
import { usedNow } from '../comparisonRounds.js';
import { CommandError, type ExitCode, exitCodes } from '../exitCodes.js';
import { type Interrupt, withInterrupt } from '../interrupt.js';
import { type Io, writeLine, writeNote } from '../io.js';
import { parallelRuns, withRunner } from '../openRunner.js';
import {
  type ComparisonRunOptions,
  type PreparedComparison,
  prepareTraining,
  readComparison,
} from '../preparedComparison.js';
import { formatFileProblems, hasErrors, problemsError } from '../readDefinition.js';
import { renderTests } from '../render/testReport.js';
import { addRunnerOptions, addRunOptions, marginOption, parallelOption } from '../runOptions.js';
import { exitCodeOf } from '../trainModel.js';
import { trainRounds } from '../trainRounds.js';

const reporters = ['table', 'junit', 'markdown', 'json'] as const;

interface TestOptions extends ComparisonRunOptions {
  readonly train?: boolean;
  readonly reporter: (typeof reporters)[number];
  readonly out?: string;
  readonly undecided: UndecidedAs;
  readonly margin: number;
}

/** `bakeoff test`: holds the models of comparisons to what is expected of them. */
export function registerTestCommand(program: Command, io: Io): void {
  const command = program
    .command('test')
    .summary('hold the models of a comparison to what it expects of them')
    .description(
      'Holds the models of *.bakeoff.jsonc files to their "expect", by the newest complete runs of the same trainings: the same ' +
        'definitions, recipe, images, split, seeds and engine. An expectation is met when the whole 95 % interval meets it, ' +
        'not met when none of it does, and undecided otherwise.',
    )
    .argument('<file...>', '*.bakeoff.jsonc');
  addRunnerOptions(addRunOptions(command))
    .addOption(parallelOption())
    .addOption(allowOutsideOption())
    .addOption(marginOption())
    .option('--train', 'train what is missing first')
    .addOption(new Option('--reporter <name>', 'how it is printed').choices(reporters).default('table'))
    .option('--out <file>', 'write what the reporter makes to a file, and print the table')
    .addOption(
      new Option('--undecided <verdict>', 'what undecided expectations count as')
        .choices(['skip', 'pass', 'fail'])
        .default('skip'),
    )
    .addHelpText(
      'after',
      '\nExit code: 0 when all are met; 1 when one is not; else 3 when a training failed, 4 when there is no run to test, 5 when' +
        '\none is undecided and --undecided does not say what that counts as.' +
        '\n\nExamples:\n  $ bakeoff test data/fashion-mnist.bakeoff.jsonc --train --setup\n  $ bakeoff test *.bakeoff.jsonc --reporter junit --out tests.xml\n  $ bakeoff test mine.bakeoff.jsonc --reporter markdown --undecided fail',
    )
    .action((paths: string[], options: TestOptions) => test(io, paths, options));
}

async function test(io: Io, paths: readonly string[], options: TestOptions): Promise<void> {
  const notice = 'Stopping after this step; what has been trained is kept.';
  const tested = await withInterrupt(io, notice, async (signal, interrupt) => {
    const prepared: PreparedComparison[] = [];
    // All files are looked at before the first is trained.
    for (const path of paths) prepared.push(await readTested(io, path, options, signal));
    const files: TestedFile[] = [];
    for (const comparison of prepared) files.push(await testOne(io, comparison, options, interrupt));
    return files;
  });
  await print(io, tested, options);
  const code = exitCodeFor(tested, options.undecided);
  // That a training failed says more than that there is no run of it.
  if (code !== exitCodes.ok && (code === exitCodes.problems || io.exitCode === exitCodes.ok)) io.exitCode = code;
}

/** A comparison without errors, also in the classes that it names. */
async function readTested(
  io: Io,
  path: string,
  options: TestOptions,
  signal: AbortSignal,
): Promise<PreparedComparison> {
  const comparison = await readComparison(io, path, options, signal);
  const file = checkClasses(comparison.file, comparison.described.dataset.classNames);
  if (!hasErrors(file)) return comparison;
  io.stderr.write(`${formatFileProblems(io, file)}\n`);
  throw problemsError(file);
}

async function testOne(
  io: Io,
  comparison: PreparedComparison,
  options: TestOptions,
  interrupt: Interrupt,
): Promise<TestedFile> {
  const { file, definition, dataset, models, rounds } = comparison;
  const { signal } = interrupt;
  const { margin } = options;
  const plan = options.seed === undefined ? definition.seedPlan : undefined;
  const wanted = async (): Promise<ComparisonTest> => ({
    definition: {
      models: definition.models,
      expectations: definition.expectations ?? [],
      ...(plan && { seedPlan: plan }),
    },
    root: resolve(options.runs),
    requests: models.map((_, model) => rounds.flatMap((jobs) => jobs[model]?.request ?? [])),
    ...(await usedNow(dataset, options, signal)),
    margin,
  });
  let question = await wanted();
  let found = await findComparisonRuns(question, signal);
  if (options.train && found.lacking.some((places) => places.length > 0)) {
    await prepareTraining(io, comparison, options, signal);
    const resume = await usedNow(dataset, options, signal);
    const parallel = parallelRuns(options);
    const { runs } = await withRunner(io, options, signal, (runner) =>
      trainRounds(io, rounds, { runner, parallel, plan, margin, resume }, interrupt),
    );
    signal.throwIfAborted();
    const failed = runs.map(({ state }) => exitCodeOf(state)).find((code) => code !== exitCodes.ok);
    if (failed !== undefined && io.exitCode === exitCodes.ok) io.exitCode = failed;
    // The engine or the images may only now be there.
    question = await wanted();
    found = await findComparisonRuns(question, signal);
  }
  const report = await testComparison(question, found, judgeHere, signal);
  return testedFile(file.path, file.text, definition, report);
}

async function print(io: Io, tested: readonly TestedFile[], options: TestOptions): Promise<void> {
  const { reporter, out, undecided } = options;
  const made = {
    table: () => plainTable(tested),
    junit: () => junitXml(tested, undecided),
    markdown: () => testMarkdown(tested),
    json: () => jsonOf(tested),
  };
  if (out !== undefined) await save(out, made[reporter]());
  if (io.json) io.stdout.write(jsonOf(tested));
  else if (out === undefined && reporter !== 'table') io.stdout.write(made[reporter]());
  else for (const file of tested) writeLine(io, renderTests(file, io));
  if (out !== undefined && !io.json) writeNote(io, `Written: ${printable(out)}`);
  for (const { file, lines } of tested)
    if (lines.some(({ status }) => status === 'missing') && !options.train && !io.json)
      writeNote(io, `To train what is missing: bakeoff test ${printable(file)} --train`);
}

/** Without colours, for a file. */
function plainTable(tested: readonly TestedFile[]): string {
  const plain = { columns: Number.POSITIVE_INFINITY, color: createColors(false) };
  return `${tested.map((file) => renderTests(file, plain)).join('\n')}\n`;
}

/** A line of JSON for each expectation, then one for the file. */
function jsonOf(tested: readonly TestedFile[]): string {
  return tested
    .flatMap(({ file, name, lines, notes }) => [
      ...lines.map((line) => ({ type: 'expectation', ...line })),
      { type: 'test', file, name, counts: countStatuses(lines), summary: countsText(lines), notes },
    ])
    .map((line) => `${jsonText(line)}\n`)
    .join('');
}

async function save(out: string, text: string): Promise<void> {
  try {
    await writeFile(out, text);
  } catch (error) {
    throw new CommandError(exitCodes.usage, `${printable(out)} cannot be written: ${(error as Error).message}`);
  }
}

/** What all of it comes to: see the command's help. */
export function exitCodeFor(tested: readonly TestedFile[], undecidedAs: UndecidedAs): ExitCode {
  const { fail, undecided, missing } = countStatuses(tested.flatMap(({ lines }) => lines));
  if (fail > 0 || (undecided > 0 && undecidedAs === 'fail')) return exitCodes.problems;
  if (missing > 0) return exitCodes.unavailable;
  return undecided > 0 && undecidedAs === 'skip' ? exitCodes.undecided : exitCodes.ok;
}
