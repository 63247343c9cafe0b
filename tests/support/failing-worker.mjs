// A store's worker that is ready and then ends by an error that nobody expected.
import { parentPort } from 'node:worker_threads';

parentPort.postMessage({ kind: 'ready', uri: 'mongodb://nowhere' });
setTimeout(() => {
  throw new Error('it broke');
}, 10);
