import { parentPort } from 'node:worker_threads';
import { workerPort } from '../../../src/protocol/workerPort.js';

/** A service that answers, is silent, or crashes, as the dataset's id says. Knows only that one request. */
if (parentPort === null) throw new Error('to be run as a worker');
const port = workerPort(parentPort);
let served = 0;
port.listen((message) => {
  const { kind, id, params } = message as { kind: string; id: number; params: { id: string } };
  if (kind !== 'request') return;
  served += 1;
  const { id: wish } = params;
  if (wish === 'crash') setImmediate(() => crash());
  else if (wish === 'notify') port.post({ kind: 'notice', name: 'runEvents', payload: { folder: '/run', events: [] } });
  else if (wish === 'speak') console.log('hello from the thread');
  if (wish !== 'silence') port.post({ kind: 'result', id, result: { served, env: process.env.ELECTRON_RUN_AS_NODE } });
});

function crash(): never {
  throw new Error('out of luck');
}
