// The embedded store beside node:sqlite behind the same driver, socket and protocol, and beside lmdb alone.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { alternate, median } from './lib/alternate.mjs';
import { raw } from './lib/raw.mjs';
import { report } from './lib/report.mjs';
import { measure, MOST_CLIENTS, OPERATIONS, READS } from './store/operations.mjs';
import { flushMilliseconds } from './store/flush.mjs';
import { saturated, warmUp } from './store/warm-up.mjs';
import {
  anonymousMegabytes,
  checkReference,
  fill,
  startOurs,
  startSqlite,
  startUnflushed,
} from './store/sides.mjs';

const SIZES = (process.env.BENCH_SIZES ?? '1000,1000000').split(',').map(Number);
const NAMES = (process.env.BENCH_OPERATIONS ?? Object.keys(OPERATIONS).join()).split(',');
const SECONDS = Number(process.env.BENCH_SECONDS ?? 0.8);
const WARM_UP = Number(process.env.BENCH_WARM_UP ?? 0.3);
const ROUNDS = 3;
const CLIENTS = [1, MOST_CLIENTS];
const readNames = READS.filter((name) => NAMES.includes(name));
/** Up to this size a store is filled anew before writes are measured, which would else make it a larger one. */
const SMALL = 10_000;
/** How much longer flushes take on other disks, in milliseconds: this one may have a power-safe cache, and hardly take any. */
const LONGER_FLUSHES = [1, 2, 5];

checkReference();
const directory = mkdtempSync(join(process.env.REEVE_BENCH_DIR ?? tmpdir(), 'reeve-bench-store-'));
/** Tables for people: operations and reads of a busy store side by side, what a larger store costs, lmdb, and the rest. */
const rows = {};
const saturatedReads = {};
const growthRows = {};
const lmdbAlone = {};
const once = {};
const summary = {};
try {
  for (const size of SIZES) await atSize(size);
  const lmdbAt = (size) => [size, () => raw('lmdb.mjs', folderOf(size), SECONDS)];
  Object.assign(lmdbAlone, await alternate(Object.fromEntries(SIZES.map(lmdbAt)), ROUNDS));
  if (SIZES.length > 1 && readNames.length > 0) await compareSizes(SIZES[0], SIZES.at(-1));
  summary.diskFlushMs = flushMilliseconds(directory);
  const here = await groupedInserts('this disk', await startOurs(join(directory, 'fast')));
  summary.groupedInsertsLimit = here.limit;
  await groupedInserts('no flush', await startUnflushed());
  for (const longer of LONGER_FLUSHES) {
    const side = await startOurs(join(directory, `slow-${longer}`), longer);
    const { times } = await groupedInserts(`flush ${longer} ms longer`, side);
    summary[`groupedInsertsFlush${longer}MsLonger`] = times;
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
conclude();

function folderOf(size) {
  return join(directory, `ours-${size}`);
}

/** Every operation at one size, by one client and by 32, ours and the reference in turn. */
async function atSize(size) {
  const dataDir = folderOf(size);
  const ours = await startOurs(dataDir);
  const sqlite = await startSqlite(join(directory, `sqlite-${size}`));
  once[`${size}: load, documents/s`] = { ours: await fill(ours, size), sqlite: await fill(sqlite, size) };
  for (const side of [ours, sqlite]) {
    for (const name of NAMES) await warmUp(side, name, size);
    if (size <= SMALL) await fill(side, size);
  }
  for (const name of readNames) {
    const steady = await alternate(
      { ours: () => saturated(ours, name, size), sqlite: () => saturated(sqlite, name, size) },
      ROUNDS,
    );
    saturatedReads[`${size}: ${name}`] = {
      'ours us': steady.ours.us,
      'sqlite us': steady.sqlite.us,
      'ours/sqlite': steady.sqlite.us / steady.ours.us,
    };
  }
  for (const name of NAMES) {
    for (const clients of CLIENTS) await compare({ ours, sqlite }, name, size, clients);
  }
  summary[`anonymousMB${size}`] = anonymousMegabytes(ours.pid);
  const { embedded } = await ours.client.db('admin').command({ serverStatus: 1 });
  summary[`commitsPerFlush${size}`] = Number(embedded.commits) / Number(embedded.flushes);
  await ours.stop();
  await sqlite.stop();
  const started = [];
  for (let round = 0; round < ROUNDS; round++) {
    const again = await startOurs(dataDir);
    started.push(again);
    await again.stop();
  }
  summary[`openMs${size}`] = median(started.map(({ openMs }) => openMs));
  summary[`startMs${size}`] = median(started.map(({ startMs }) => startMs));
  summary[`startCpuMs${size}`] = median(started.map(({ startCpuMs }) => startCpuMs));
  const began = performance.now();
  execFileSync(process.execPath, ['dist/cli.js', 'store', 'check'], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  summary[`checkSeconds${size}`] = (performance.now() - began) / 1000;
}

/** How much more a read of the larger store takes: both in turn, as hours and minutes differ more than they do. */
async function compareSizes(small, large) {
  const sides = { small: await startOurs(folderOf(small)), large: await startOurs(folderOf(large)) };
  if (small <= SMALL) await fill(sides.small, small);
  for (const name of readNames) {
    await warmUp(sides.small, name, small);
    await warmUp(sides.large, name, large);
  }
  for (const name of readNames) {
    for (const clients of CLIENTS) {
      const measuring = (side, count) => () =>
        measure(side, name, { count, clients, seconds: SECONDS, warmUp: WARM_UP });
      const of = await alternate(
        { small: measuring(sides.small, small), large: measuring(sides.large, large) },
        ROUNDS,
      );
      growthRows[`${name} x${clients}`] = growthOf(of, of.small.perSecond / of.large.perSecond);
    }
    const steady = await alternate(
      { small: () => saturated(sides.small, name, small), large: () => saturated(sides.large, name, large) },
      ROUNDS,
    );
    growthRows[`${name}, busy`] = growthOf(steady);
  }
  for (const name of readNames) {
    const us = (size) => ({ us: lmdbAlone[size][name] });
    growthRows[`${name}, lmdb alone`] = growthOf({ small: us(small), large: us(large) });
  }
  await sides.small.stop();
  await sides.large.stop();
}

function growthOf({ small, large }, time) {
  const row = { 'small us': small.us, 'large us': large.us, 'CPU time': large.us / small.us };
  return time === undefined ? row : { ...row, time };
}

async function compare(sides, name, size, clients) {
  const options = { count: size, clients, seconds: SECONDS, warmUp: WARM_UP };
  const measuring = (side) => async () => {
    if (size <= SMALL && !READS.includes(name)) await fill(side, size);
    return measure(side, name, options);
  };
  const { ours, sqlite } = await alternate(
    { ours: measuring(sides.ours), sqlite: measuring(sides.sqlite) },
    ROUNDS,
  );
  const row = {
    'ours us': ours.us,
    'sqlite us': sqlite.us,
    'ours/sqlite': sqlite.us / ours.us,
    'ours/s': ours.perSecond,
    'sqlite/s': sqlite.perSecond,
    'ours p50': ours.p50,
    'sqlite p50': sqlite.p50,
    'ours p99': ours.p99,
    'sqlite p99': sqlite.p99,
  };
  rows[`${size}: ${name} x${clients}`] = row;
  console.error(
    `${size}: ${name} x${clients}: ours ${row['ours us'].toFixed(0)} us, sqlite ${row['sqlite us'].toFixed(0)} us`,
  );
}

/**
 * How many times the inserts of one client 32 make, by sharing flushes; and at most could, if the processors did nothing
 * but what the store and the driver need for an insert of one of 32.
 */
async function groupedInserts(disk, side) {
  await fill(side, SMALL);
  await warmUp(side, 'insert', SMALL);
  const perSecond = (clients) => async () =>
    measure(side, 'insert', { count: SMALL, clients, seconds: SECONDS, warmUp: WARM_UP });
  const { one, many } = await alternate({ one: perSecond(1), many: perSecond(MOST_CLIENTS) }, ROUNDS);
  await side.stop();
  const row = ({ perSecond, us, driverUs }) => ({ ours: perSecond, 'store us': us, 'driver us': driverUs });
  once[`inserts/s, ${disk}, x1`] = row(one);
  once[`inserts/s, ${disk}, x${MOST_CLIENTS}`] = row(many);
  const mostPerSecond = (availableParallelism() * 1e6) / (many.us + many.driverUs);
  return { times: many.perSecond / one.perSecond, limit: mostPerSecond / one.perSecond };
}

/** The bounded figures, from the rows. */
function conclude() {
  const of = (size, name, clients) => rows[`${size}: ${name} x${clients}`];
  const reads = readNames.flatMap((name) => CLIENTS.map((clients) => [name, clients]));
  const large = SIZES.at(-1);
  const most = (kind, figure) =>
    Math.max(
      ...Object.entries(growthRows)
        .filter(([name]) => kind.test(name))
        .map(([, row]) => row[figure]),
    );
  const figures = {
    ratio: Math.min(...SIZES.flatMap((size) => reads.map((read) => of(size, ...read)['ours/sqlite']))),
    ratioPerSecond: Math.min(
      ...SIZES.flatMap((size) =>
        reads.map((read) => of(size, ...read)['ours/s'] / of(size, ...read)['sqlite/s']),
      ),
    ),
    // How much longer a read of the largest store takes through the driver than one of the smallest, at most; how much
    // more of the store's CPU time; the same of a busy store, and of lmdb alone.
    growth: most(/ x/, 'time'),
    growthCpu: most(/ x/, 'CPU time'),
    growthBusy: most(/, busy/, 'CPU time'),
    growthLmdb: most(/, lmdb/, 'CPU time'),
    ratioSaturated: Math.min(...Object.values(saturatedReads).map((row) => row['ours/sqlite'])),
    groupedInserts: NAMES.includes('insert')
      ? of(large, 'insert', 32)['ours/s'] / of(large, 'insert', 1)['ours/s']
      : NaN,
    ...summary,
  };
  console.log('lmdb in process: CPU us an operation; inserts a second');
  console.table(rounded(lmdbAlone));
  console.table(rounded(once));
  console.log('reads without the driver, faster than they are answered (us: CPU time of the store)');
  console.table(rounded(saturatedReads));
  console.log('reads of the largest store against those of the smallest, in turn');
  console.table(rounded(growthRows));
  report(
    'bench:store (us: CPU time of the store an operation; ratio: sqlite us / ours us, the smallest of the reads)',
    rows,
    figures,
  );
}

function rounded(table) {
  return Object.fromEntries(
    Object.entries(table).map(([name, row]) => [
      name,
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, Number(value.toPrecision(3))])),
    ]),
  );
}
