import { countStatuses, type TestedFile, type TestLine } from './testLines.js';

/** What an undecided expectation counts as: neither (`skip`), met, or not met. */
export type UndecidedAs = 'skip' | 'pass' | 'fail';

/**
 * Tests as JUnit XML, as servers for continuous integration read it: a suite for each file, a case for each expectation of
 * each model. Not met is a `failure`, not measured an `error`, undecided is `skipped` or what `undecidedAs` says.
 */
export function junitXml(files: readonly TestedFile[], undecidedAs: UndecidedAs): string {
  const all = files.flatMap(({ lines }) => lines);
  const body = files.map((file) => suite(file, undecidedAs)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bakeoff" ${counts(all, undecidedAs)}>\n${body}</testsuites>\n`;
}

function suite({ file, name, lines, notes }: TestedFile, undecidedAs: UndecidedAs): string {
  const cases = lines.map((line) => testCase(line, undecidedAs)).join('');
  const output = notes.length === 0 ? '' : `    <system-out>${xmlText(notes.join('\n'))}</system-out>\n`;
  return `  <testsuite ${attributes({ name, file })} ${counts(lines, undecidedAs)}>\n${cases}${output}  </testsuite>\n`;
}

function testCase(of: TestLine, undecidedAs: UndecidedAs): string {
  const { file, line, model, expectation } = of;
  const name = attributes({
    classname: `${file}.${model}`,
    name: `${model}: ${expectation}`,
    file,
    line: String(line),
  });
  return `    <testcase ${name}>\n${resultOf(of, undecidedAs)}    </testcase>\n`;
}

function resultOf({ status, message, value, expected }: TestLine, undecidedAs: UndecidedAs): string {
  const element = (tag: string, type: string) =>
    `      <${tag} ${attributes({ type, message })}>${xmlText(`expected ${expected}\nmeasured ${value}`)}</${tag}>\n`;
  if (status === 'fail') return element('failure', 'notMet');
  if (status === 'missing') return element('error', 'notMeasured');
  if (status === 'undecided' && undecidedAs === 'fail') return element('failure', 'undecided');
  if (status === 'undecided' && undecidedAs === 'skip') return `      <skipped ${attributes({ message })}/>\n`;
  return `      <system-out>${xmlText(message)}</system-out>\n`;
}

function counts(lines: readonly TestLine[], undecidedAs: UndecidedAs): string {
  const { fail, undecided, missing } = countStatuses(lines);
  return attributes({
    tests: String(lines.length),
    failures: String(fail + (undecidedAs === 'fail' ? undecided : 0)),
    errors: String(missing),
    skipped: String(undecidedAs === 'skip' ? undecided : 0),
  });
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}="${xmlText(value).replace(/[\t\n\r]/g, ' ')}"`)
    .join(' ');
}

/** Text for XML 1.0: characters that it cannot hold are replaced (section 2.2 of the recommendation). */
export function xmlText(text: string): string {
  return text
    .replace(NOT_IN_XML, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
}

const NOT_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
