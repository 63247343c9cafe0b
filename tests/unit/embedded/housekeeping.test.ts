import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { garbageKey } from '../../../src/embedded/catalog/catalog.js';
import { Engine } from '../../../src/embedded/engine.js';
import { collectGarbage } from '../../../src/embedded/housekeeping.js';
import { uint32Key } from '../../../src/embedded/storage/keys.js';
import { CATALOG, DOCUMENTS } from '../../../src/embedded/storage/layer.js';
import { openStorage } from '../../../src/embedded/storage/open-storage.js';

const DROPPED = 7;
/** More than is removed in one turn. */
const RECORDS = 1_200;

const recordsOf = (engine: Engine): number =>
  engine.storage.reader.count(DOCUMENTS, { lower: '', upper: '\xff' });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'housekeeping-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a store that closes while a dropped collection is being removed goes on with it when it is opened again', async () => {
  const address = path.join(folder, 'socket');
  const first = new Engine(await openStorage(folder, { temporary: false }), { address });
  const unit = first.unit();
  unit.write(CATALOG, garbageKey('d', DROPPED), Buffer.from([1]));
  for (let i = 0; i < RECORDS; i++)
    unit.write(DOCUMENTS, uint32Key(DROPPED) + uint32Key(i), Buffer.from([i & 255]));
  await first.commit(unit);

  let stopped = false;
  const removing = collectGarbage(first, () => stopped);
  while (recordsOf(first) === RECORDS) await immediate();
  stopped = true;
  await first.storage.close();
  await removing;
  // Whatever was read after the end would be told by a timer.
  await delay(20);

  const second = new Engine(await openStorage(folder, { temporary: false }), { address });
  expect(recordsOf(second)).toBeLessThan(RECORDS);
  expect(recordsOf(second)).toBeGreaterThan(0);
  await collectGarbage(second, () => false);
  expect(recordsOf(second)).toBe(0);
  await second.storage.close();
});
