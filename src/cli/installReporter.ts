import { SingleBar } from 'cli-progress';
import type { InstallProgress, InstallStep } from '../engines/install.js';
import { type Io, writeJson, writeNote } from './io.js';

/** Shows an installation's progress: a bar on a terminal, a line for each new step elsewhere, JSON lines with `--json`. */
export interface InstallReporter {
  readonly report: (progress: InstallProgress) => void;
  /** Takes the bar away, if it is still there. */
  readonly end: () => void;
}

/** The reporter that suits the terminal. */
export function createInstallReporter(io: Io): InstallReporter {
  if (io.json) {
    return { report: (progress) => writeJson(io, { type: 'engineInstall', ...progress }), end: () => undefined };
  }
  return io.isTerminal ? createBar() : createLines(io);
}

/** Two steps run at once, so a line is written only when a step's beginning, its end or a note comes. */
function createLines(io: Io): InstallReporter {
  const written = new Set<string>();
  return {
    report({ step, fraction, message }) {
      const key = `${step} ${fraction === undefined ? message : Math.floor(fraction)}`;
      if (written.has(key)) return;
      written.add(key);
      writeNote(io, message);
    },
    end: () => undefined,
  };
}

const quietSteps: readonly InstallStep[] = ['packages'];

function createBar(): InstallReporter {
  const bar = new SingleBar({
    format: '{bar} {percentage} %  {message}',
    barCompleteChar: '█',
    barIncompleteChar: '─',
    barsize: 24,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    fps: 10,
  });
  let isShown = false;
  let message = '';
  return {
    report(progress) {
      // npm's part tells no figures; the line stays with the step that does.
      if (message === '' || !quietSteps.includes(progress.step)) message = progress.message;
      if (!isShown) bar.start(1, progress.total, { message });
      isShown = true;
      bar.update(progress.total, { message });
    },
    end() {
      if (isShown) bar.stop();
      isShown = false;
    },
  };
}
