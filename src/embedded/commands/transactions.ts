import { UUID } from 'bson';
import { SESSION_TIMEOUT_MINUTES } from '../sessions/sessions.js';
import type { Document } from '../query/documents.js';
import { badValue, CommandError } from '../query/errors.js';
import type { Call, Command } from './command.js';

async function commitTransaction(call: Call): Promise<Document> {
  const { engine } = call;
  const { session, number } = identify(call);
  await engine.sessions.commit(session, number, Date.now(), (transaction) =>
    engine.commitTransaction(transaction, { session: Buffer.from(session.key, 'latin1'), number }),
  );
  return {};
}

function abortTransaction(call: Call): Document {
  const { session, number } = identify(call);
  call.engine.sessions.abortNumber(session, number);
  return {};
}

function identify({ session, args, name }: Call): { session: NonNullable<Call['session']>; number: bigint } {
  if (session === undefined || typeof args.txnNumber !== 'bigint' || args.autocommit !== false) {
    throw new CommandError(50768, 'Location50768', `${name} must be run within a transaction`);
  }
  return { session, number: args.txnNumber };
}

function endSessions({ engine, unit, args, name }: Call): Document {
  const lsids = args[name];
  if (!Array.isArray(lsids)) throw badValue(`BSON field '${name}' must be an array of sessions`);
  for (const session of engine.sessions.endSessions(unit, lsids)) engine.cursors.killOfSession(session);
  return {};
}

export const transactionCommands: Readonly<Record<string, Command>> = {
  commitTransaction: {
    fields: ['recoveryToken'],
    adminOnly: true,
    inTransaction: true,
    run: commitTransaction,
  },
  abortTransaction: {
    fields: ['recoveryToken'],
    adminOnly: true,
    inTransaction: true,
    run: abortTransaction,
  },
  startSession: {
    fields: [],
    run: () => ({ id: { id: new UUID() }, timeoutMinutes: SESSION_TIMEOUT_MINUTES }),
  },
  refreshSessions: {
    fields: [],
    run: ({ engine, args }) => {
      for (const lsid of args.refreshSessions as unknown[]) engine.sessions.get(lsid, Date.now());
      return {};
    },
  },
  endSessions: { fields: [], run: endSessions },
  killSessions: { fields: [], run: endSessions },
};
