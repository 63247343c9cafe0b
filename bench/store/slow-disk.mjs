// The store's worker on a disk whose flush takes FLUSH_MS longer: each commit of lmdb is told so much later.
import EventEmitter from 'node:events';
import { setTimeout } from 'node:timers/promises';

const FLUSH_MS = Number(process.env.FLUSH_MS);

// lmdb assigns its methods to a class that it makes for each environment, a subclass of EventEmitter.
Object.defineProperty(EventEmitter.prototype, 'batch', {
  configurable: true,
  set(batch) {
    const slowBatch = async function slowBatch(...args) {
      const result = await batch.apply(this, args);
      await setTimeout(FLUSH_MS);
      return result;
    };
    Object.defineProperty(this, 'batch', { value: slowBatch, writable: true });
  },
});
await import('../../dist/embedded-worker.js');
