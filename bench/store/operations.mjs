// What bench:store asks of a store through the driver.
import { accountOf, idOf, loginKeyOf, nameKeyOf } from './accounts.mjs';
import { cpuMicroseconds } from './sides.mjs';

const PAGE = 50;
/** Each client updates accounts of its own, so that no two transactions meet. */
export const MOST_CLIENTS = 32;
/** No account of the first fill has a number from here on. */
let nextNumber = Date.now();

const change = () => ({ $set: { name: 'Changed Name', updatedAt: new Date() }, $inc: { version: 1 } });
const random = (count) => Math.floor(Math.random() * count);
const ownNumber = (count, client) => random(Math.floor(count / MOST_CLIENTS)) * MOST_CLIENTS + client;

/** By name: what one client does once on a store with accounts 0 to `count` - 1. */
export const OPERATIONS = {
  async findById({ accounts }, count) {
    const number = random(count);
    const account = await accounts.findOne({ _id: idOf(number) });
    if (account?.loginKey !== loginKeyOf(number)) throw new Error('the wrong account');
  },
  async findByEmail({ accounts }, count) {
    const number = random(count);
    const account = await accounts.findOne({ loginKey: loginKeyOf(number) });
    if (account?._id !== idOf(number)) throw new Error('the wrong account');
  },
  async page({ accounts }, count) {
    const after = nameKeyOf(random(count));
    const page = await accounts
      .find({ nameKey: { $gt: after } }, { sort: { nameKey: 1 }, limit: PAGE })
      .toArray();
    if (page.some(({ nameKey }) => nameKey <= after)) throw new Error('the wrong page');
  },
  async insert({ accounts }) {
    await accounts.insertOne(accountOf(nextNumber++));
  },
  async update({ accounts }, count, client) {
    const { matchedCount } = await accounts.updateOne({ _id: idOf(ownNumber(count, client)) }, change());
    if (matchedCount !== 1) throw new Error('no account was updated');
  },
  async transaction({ client: driver, accounts }, count, client) {
    await driver.withSession((session) =>
      session.withTransaction(async () => {
        await accounts.insertOne(accountOf(nextNumber++), { session });
        await accounts.updateOne({ _id: idOf(ownNumber(count, client)) }, change(), { session });
        await accounts.updateOne({ _id: idOf(ownNumber(count, client)) }, change(), { session });
      }),
    );
  },
};

export const READS = ['findById', 'findByEmail', 'page'];

/**
 * Lets `clients` repeat an operation for `seconds`. Answers microseconds of the store's CPU time an operation, and of
 * the driver's; operations a second, and their p50 and p99 in milliseconds.
 */
export async function measure(side, name, { count, clients, seconds, warmUp }) {
  const run = OPERATIONS[name];
  await repeat(warmUp);
  const before = cpuMicroseconds(side.pid);
  const driverBefore = process.cpuUsage();
  const began = performance.now();
  const taken = await repeat(seconds);
  const elapsed = performance.now() - began;
  const { user, system } = process.cpuUsage(driverBefore);
  taken.sort((a, b) => a - b);
  return {
    us: (cpuMicroseconds(side.pid) - before) / taken.length,
    driverUs: (user + system) / taken.length,
    perSecond: (taken.length / elapsed) * 1000,
    p50: taken[Math.floor(taken.length * 0.5)],
    p99: taken[Math.floor(taken.length * 0.99)],
  };

  async function repeat(duration) {
    const end = performance.now() + duration * 1000;
    const durations = [];
    const loop = async (client) => {
      for (let now = performance.now(); now < end;) {
        await run(side, count, client);
        const then = performance.now();
        durations.push(then - now);
        now = then;
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, client) => loop(client)));
    return durations;
  }
}
