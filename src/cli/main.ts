import { version } from '../version.js';
import { createIo } from './io.js';
import { runCommandLine } from './runCommandLine.js';

// A reader that has seen enough (`| head`) closes the pipe: that ends the output, it is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const argv = process.argv.slice(2);
const io = createIo(process, argv);
// The code is set, not exited with, so that whatever is still in the pipes gets out.
runCommandLine(argv, io, version).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    throw error;
  },
);
