import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { printable } from '../../core/format.js';
import { packValue } from '../../protocol/packedValue.js';
import type { ReportData } from '../../protocol/report.js';
import { DatasetShelf } from '../datasetShelf.js';
import { SampleHandlers } from '../sampleHandlers.js';
import { ReportError } from '../serviceErrors.js';
import { collectReport, type ReportOptions } from './reportData.js';
import { reportHtml } from './reportHtml.js';

/** Files of the page, beside the bundles. */
const files = { style: 'webview.css', font: 'codicon.ttf', host: 'report.js', page: 'webview.js' } as const;

/**
 * A report of runs as one HTML file, which any browser shows without a network. `assets`: the folder of the built page.
 * Nothing is trained or computed for it. @throws ReportError; the signal's reason.
 */
export async function makeReport(assets: string, options: ReportOptions): Promise<Uint8Array> {
  // Only reads: no trainer is ever started by them.
  const samples = new SampleHandlers(new DatasetShelf(), '');
  try {
    const data = await collectReport(samples.handlers, options);
    options.signal.throwIfAborted();
    options.report({ message: 'Packing the report', fraction: 0.9 });
    return await packReport(assets, data);
  } finally {
    samples.dispose();
  }
}

/** What was collected, with the page that shows it. @throws ReportError */
export async function packReport(assets: string, data: ReportData): Promise<Uint8Array> {
  const [style, font, host, page] = await readAssets(assets);
  const names = data.snapshot.runs.map(({ label, state }) => printable(label ?? state.started?.modelName ?? ''));
  const html = reportHtml({
    title: `Model Bake-off: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`,
    style: style.toString(),
    font,
    scripts: [host.toString(), page.toString()],
    data: await promisify(gzip)(packValue(data), { level: 9 }),
  });
  return new TextEncoder().encode(html);
}

async function readAssets(folder: string): Promise<[Buffer, Buffer, Buffer, Buffer]> {
  const read = (name: string) => readFile(path.join(folder, name));
  try {
    return await Promise.all([read(files.style), read(files.font), read(files.host), read(files.page)]);
  } catch (error) {
    throw new ReportError(
      `The page of the report cannot be read: ${(error as Error).message}. Install Model Bake-off again, or build it: npm run build`,
    );
  }
}
