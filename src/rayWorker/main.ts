import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ORDER_FILE } from '../ray/orderFile.js';
import { workOff } from './workOff.js';

/** Ray unpacks an order beside the package and names the place as one of Python's modules. */
function findOrder(): string | undefined {
  const places = [...process.argv.slice(2), ...(process.env.PYTHONPATH ?? '').split(path.delimiter)];
  return places.find((place) => place !== '' && existsSync(path.join(place, ORDER_FILE)));
}

async function main(): Promise<number> {
  const folder = findOrder();
  if (folder === undefined) {
    process.stderr.write(`No ${ORDER_FILE} was found: this program is started by "bakeoff --runner ray".\n`);
    return 2;
  }
  return workOff({
    orderFolder: folder,
    orderText: readFileSync(path.join(folder, ORDER_FILE), 'utf8'),
    trainerEntry: path.join(__dirname, 'trainer.cjs'),
  });
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exit(3);
  },
);
