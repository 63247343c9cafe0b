// Lets a store answer so many commands that V8 has compiled what answers them and the pages of its file are mapped:
// else the first figures are those of an interpreter. Without the driver, which is slower than what it waits for.
import { connect } from 'node:net';
import { serialize, UUID } from 'bson';
import { accountOf, idOf, loginKeyOf, nameKeyOf } from './accounts.mjs';
import { cpuMicroseconds } from './sides.mjs';

const AT_ONCE = 50;
const OP_MSG = 2013;
/** Numbers that neither the first fill nor the measurements use. */
let nextNumber = 5_000_000_000;

const random = (count) => Math.floor(Math.random() * count);
const find = (filter, rest) => ({ find: 'accounts', filter, ...rest });

/** By operation: how often, and the command. */
const COMMANDS = {
  findById: [
    20_000,
    (count) => find({ _id: idOf(random(count)) }, { limit: 1, batchSize: 1, singleBatch: true }),
  ],
  findByEmail: [
    20_000,
    (count) => find({ loginKey: loginKeyOf(random(count)) }, { limit: 1, batchSize: 1, singleBatch: true }),
  ],
  page: [
    12_000,
    (count) => find({ nameKey: { $gt: nameKeyOf(random(count)) } }, { sort: { nameKey: 1 }, limit: 50 }),
  ],
  insert: [5_000, () => ({ insert: 'accounts', documents: [accountOf(nextNumber++)], ordered: true })],
  update: [
    5_000,
    (count) => ({
      update: 'accounts',
      updates: [
        { q: { _id: idOf(random(count)) }, u: { $set: { updatedAt: new Date() }, $inc: { version: 1 } } },
      ],
      ordered: true,
    }),
  ],
};

/** Sends the commands of one operation; of a transaction, none. Throws if the store refuses one. */
export async function warmUp(side, name, count) {
  const [times] = COMMANDS[name] ?? [0];
  await send(side, name, count, times);
}

/**
 * Microseconds of CPU time that the store takes for an operation while commands come faster than it answers them, so
 * that it neither sleeps nor wakes: what the store costs, not the scheduler.
 */
export async function saturated(side, name, count) {
  const [warm] = COMMANDS[name];
  const times = warm / 5;
  const before = cpuMicroseconds(side.pid);
  await send(side, name, count, times);
  return { us: (cpuMicroseconds(side.pid) - before) / times };
}

async function send({ socketPath }, name, count, times) {
  const [, commandFor] = COMMANDS[name] ?? [];
  const socket = connect(socketPath);
  const lsid = { id: new UUID() };
  try {
    for (let sent = 0; sent < times; sent += AT_ONCE) {
      const messages = Array.from({ length: AT_ONCE }, () =>
        message({ ...commandFor(count), lsid, $db: 'bench' }),
      );
      await exchange(socket, Buffer.concat(messages));
    }
  } finally {
    socket.destroy();
  }
}

function message(command) {
  const body = serialize(command);
  const bytes = Buffer.alloc(21 + body.length);
  bytes.writeInt32LE(bytes.length, 0);
  bytes.writeInt32LE(OP_MSG, 12);
  bytes.set(body, 21);
  return bytes;
}

/** Resolves when as many replies have come as messages were sent at once. */
function exchange(socket, messages) {
  return new Promise((resolve, reject) => {
    let rest = Buffer.alloc(0);
    let answered = 0;
    const onData = (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
        const reply = rest.subarray(0, rest.readInt32LE(0));
        rest = rest.subarray(reply.length);
        if (reply.includes('errmsg')) reject(new Error(reply.toString('latin1')));
        answered++;
      }
      if (answered < AT_ONCE) return;
      socket.off('data', onData);
      socket.off('error', reject);
      resolve();
    };
    socket.on('data', onData);
    socket.once('error', reject);
    socket.write(messages);
  });
}
