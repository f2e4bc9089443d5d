// Stands in for the VS Code executable: takes its command line, runs VS Code's server, shows the workbench in headless
// Chromium, prints what the tests print and ends with their exit code. Without tests it stays open and prints the
// address that drives it (uiProtocol.ts).
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { format } from 'node:util';
import { findChromium } from '../install/chromium.js';
import { installedServerBuild, type ServerBuild } from '../install/serverBuild.js';
import { SCREENSHOT_FOLDER, UI_ADDRESS, WINDOW_SIZE } from '../uiProtocol.js';
import { type CommandLine, parseCommandLine } from './commandLine.js';
import { ServerProcess } from './serverProcess.js';
import { act } from './uiActions.js';
import { startUiEndpoint } from './uiEndpoint.js';
import { type WindowSize, Windows } from './windows.js';

const TIMEOUT_S = Number(process.env.BAKEOFF_TEST_TIMEOUT ?? 600);
/** How long there may be no extension host; a reload takes about a second. */
const HOSTLESS_MS = 20_000;
const VERBOSE = (process.env.BAKEOFF_TEST_VERBOSE ?? '') !== '';
const EXIT_TIMEOUT = 124;
/** As a shell has it for a program that a signal has ended. */
const EXIT_STOPPED = 130;

async function openVscode(build: ServerBuild, chromiumPath: string, commandLine: CommandLine): Promise<void> {
  const temporary = mkdtempSync(join(tmpdir(), 'bakeoff-vscode-'));
  const isTest = commandLine.testsPath !== undefined;
  const recent: string[] = [];
  const note = (line: string) => {
    if (VERBOSE) process.stderr.write(`${line}\n`);
    recent.push(line.slice(0, 500));
    if (recent.length > 60) recent.shift();
  };
  const screenshotFolder = resolve(process.env[SCREENSHOT_FOLDER] ?? join(tmpdir(), 'bakeoff-screenshots'));
  let windows: Windows | undefined;
  let server: ServerProcess | undefined;
  let isEnding = false;

  const end = async (code: number, reason?: string): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    if (reason !== undefined) {
      process.stderr.write(`${recent.join('\n')}\nVS Code: ${reason}\n`);
      const last = windows?.page().screenshot({ path: join(screenshotFolder, 'failure.png'), timeout: 5000 });
      await last?.catch(() => undefined);
    }
    endpoint.close();
    await Promise.race([windows?.stop().catch(() => undefined), delay(5000)]);
    await server?.stop();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
    process.exit(code);
  };
  const fail = (reason: string) => void end(1, reason);

  const endpoint = await startUiEndpoint(async (name, body) => {
    if (windows === undefined) throw new Error('No window is open yet.');
    return act({ windows, screenshotFolder }, name, body);
  });
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end(EXIT_STOPPED));
  // Whoever started us may be killed without a chance to stop us.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void end(EXIT_STOPPED), 1000).unref();
  process.on('uncaughtException', (error) => fail(error.stack ?? error.message));
  process.on('unhandledRejection', (reason) => fail(reason instanceof Error ? (reason.stack ?? '') : String(reason)));
  if (isTest) setTimeout(() => void end(EXIT_TIMEOUT, `no result after ${TIMEOUT_S} s`), TIMEOUT_S * 1000);

  let hostless: NodeJS.Timeout | undefined;
  const token = randomBytes(16).toString('hex');
  const userData = commandLine.userDataDir ?? join(temporary, 'user-data');
  const extensions = commandLine.extensionsDir ?? join(temporary, 'extensions');
  server = new ServerProcess({
    build,
    commandLine,
    token,
    folders: { userData, extensions, temporary },
    environment: { [UI_ADDRESS]: endpoint.address, [SCREENSHOT_FOLDER]: screenshotFolder },
    onLine: (line) => note(`server: ${line}`),
    onHostStarted: () => clearTimeout(hostless),
    onHostsGone: (exit) => {
      if (isTest) hostless = setTimeout(() => fail(`the extension host is gone (${exit})`), HOSTLESS_MS);
    },
    onExit: fail,
  });
  const origin = await server.origin;
  windows = await Windows.start({
    origin,
    token,
    commandLine,
    chromiumPath,
    userData,
    size: windowSize(process.env[WINDOW_SIZE] ?? '1400x900'),
    onLine: note,
    onHostOutput: (level, values) => {
      const stream = level === 'error' || level === 'warn' ? process.stderr : process.stdout;
      stream.write(`${format(...values)}\n`);
    },
    onTestsEnd: (code) => void end(code),
    onCrash: fail,
  });
  await windows.open();
  if (!isTest) process.stdout.write(`VS Code is open; ${UI_ADDRESS}=${endpoint.address}\n`);
}

function windowSize(text: string): WindowSize {
  const [, width, height, scale = '1'] = /^(\d+)x(\d+)(?:@(\d+(?:\.\d+)?))?$/.exec(text) ?? [];
  if (width === undefined || height === undefined)
    throw new Error(`${WINDOW_SIZE} is "${text}"; write it as 1400x900 or 1400x900@2.`);
  return { width: Number(width), height: Number(height), scale: Number(scale) };
}

async function main(): Promise<void> {
  const commandLine = parseCommandLine(process.argv.slice(2));
  const build = installedServerBuild();
  if (build === undefined) throw new Error("VS Code's server build is not installed: run npm run test:vscode.");
  if (commandLine.manage !== undefined) {
    const child = spawn(build.node, [build.serverMain, ...commandLine.manage], { stdio: 'inherit' });
    child.on('exit', (code) => process.exit(code ?? 1));
    return;
  }
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('There is no Chromium: install one, or set CHROMIUM_PATH.');
  await openVscode(build, chromium, commandLine);
}

main().catch((error: unknown) => {
  process.stderr.write(`VS Code: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
