import { Schema, type ClientSession } from 'mongoose';
import { insertAll } from '../../platform/mongo/insert-all.js';
import type { CollectionDefinition, RealmHandle } from '../../realms/realm.js';
import type { Scope, Session } from './session.js';

/**
 * A session as it is stored, with its refresh-token family as hashes. The collection also holds access tokens that
 * were revoked one by one: records `jti:{jti}` with `idleExpiresAt` alone, which last as long as the token would; and
 * `role:{id}` with `createdAt`: all sessions of the role that began until then are revoked.
 */
export interface SessionRecord {
  readonly _id: string;
  readonly accountId: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  /** Moves with every rotation; the TTL index removes the record after it. */
  readonly idleExpiresAt: Date;
  /** Never moves. */
  readonly absoluteExpiresAt: Date;
  /** Of the password that opened it: a session that an older password opened is not alive. */
  readonly passwordVersion: number;
  readonly scope: readonly Scope[];
  readonly clientAddress: string;
  readonly userAgent?: string | undefined;
  readonly familyHash: string;
  /** Of the token that is good now. */
  readonly currentHash: string;
  /** Those that it replaced last, the newest at the end. */
  readonly used?: readonly UsedToken[];
}

/** A refresh token that was used. */
export interface UsedToken {
  readonly hash: string;
  readonly at: Date;
  /** The token that followed, sealed under a key that only the used one gives. */
  readonly successor: string;
}

/** Tokens that one client can use up within the grace, if it does not mean harm; earlier ones count as reused. */
const USED_KEPT = 4;

const schema = new Schema<SessionRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    lastUsedAt: { type: Date, required: true },
    idleExpiresAt: { type: Date, required: true },
    absoluteExpiresAt: { type: Date, required: true },
    passwordVersion: { type: Number, required: true },
    scope: { type: [String], required: true },
    clientAddress: { type: String, required: true },
    userAgent: { type: String },
    familyHash: { type: String, required: true },
    currentHash: { type: String, required: true },
    used: {
      type: [{ hash: String, at: Date, successor: String, _id: false }],
      default: undefined,
    },
  },
  { versionKey: false },
);

export const sessions: CollectionDefinition<SessionRecord> = {
  collection: 'sessions',
  schema,
  indexes: [
    { key: { accountId: 1, _id: -1 }, options: { name: 'account_newest' } },
    { key: { idleExpiresAt: 1 }, options: { name: 'expiry', expireAfterSeconds: 0 } },
  ],
};

const VISIBLE = {
  accountId: 1,
  createdAt: 1,
  lastUsedAt: 1,
  idleExpiresAt: 1,
  absoluteExpiresAt: 1,
  passwordVersion: 1,
  scope: 1,
  clientAddress: 1,
  userAgent: 1,
} as const;

type VisibleRecord = Pick<SessionRecord, '_id' | keyof typeof VISIBLE>;

/** When a session ends by itself, as its record stands. */
export function expiryOf(record: Pick<SessionRecord, 'idleExpiresAt' | 'absoluteExpiresAt'>): Date {
  return record.idleExpiresAt < record.absoluteExpiresAt ? record.idleExpiresAt : record.absoluteExpiresAt;
}

/** What of a record others may see. */
export function sessionOf(record: VisibleRecord): Session {
  return {
    id: record._id,
    accountId: record.accountId,
    createdAt: record.createdAt,
    lastUsedAt: record.lastUsedAt,
    expiresAt: expiryOf(record),
    passwordVersion: record.passwordVersion,
    scope: record.scope,
    clientAddress: record.clientAddress,
    userAgent: record.userAgent,
  };
}

function alive(now: Date): object {
  return { idleExpiresAt: { $gt: now }, absoluteExpiresAt: { $gt: now } };
}

/** Inserts new sessions, in one command. */
export async function insertSessions(realm: RealmHandle, records: readonly SessionRecord[]): Promise<void> {
  await insertAll(realm.model(sessions), records);
}

export async function findSession(realm: RealmHandle, id: string, now: Date): Promise<Session | undefined> {
  const record = await realm
    .model(sessions)
    .findOne({ _id: id, ...alive(now) }, VISIBLE)
    .lean<VisibleRecord>();
  return record === null ? undefined : sessionOf(record);
}

/** The whole record, whether or not it has expired. */
export async function findSessionRecord(realm: RealmHandle, id: string): Promise<SessionRecord | undefined> {
  return (await realm.model(sessions).findOne({ _id: id }).lean<SessionRecord>()) ?? undefined;
}

/** One rotation of a refresh token. */
export interface Rotation {
  readonly sessionId: string;
  readonly familyHash: string;
  readonly usedHash: string;
  readonly nextHash: string;
  readonly successor: string;
  readonly now: Date;
  readonly idleExpiresAt: Date;
}

/** Makes the next token the current one if the used one still is: only one of any number of callers succeeds. */
export async function rotateSession(
  realm: RealmHandle,
  rotation: Rotation,
): Promise<SessionRecord | undefined> {
  const { sessionId, familyHash, usedHash, nextHash, successor, now, idleExpiresAt } = rotation;
  const record = await realm
    .model(sessions)
    .findOneAndUpdate(
      { _id: sessionId, familyHash, currentHash: usedHash, ...alive(now) },
      {
        $set: {
          currentHash: nextHash,
          lastUsedAt: now,
          idleExpiresAt,
        },
        $push: { used: { $each: [{ hash: usedHash, at: now, successor }], $slice: -USED_KEPT } },
      },
      { returnDocument: 'after' },
    )
    .lean<SessionRecord>();
  return record ?? undefined;
}

/** An account's living sessions, newest first; `after` is the id of the last one that was seen. */
export async function listSessions(
  realm: RealmHandle,
  accountId: string,
  page: { readonly limit: number; readonly after?: string | undefined },
  now: Date,
): Promise<Session[]> {
  const records = await realm
    .model(sessions)
    .find(
      { accountId, ...(page.after === undefined ? {} : { _id: { $lt: page.after } }), ...alive(now) },
      VISIBLE,
    )
    .sort({ _id: -1 })
    .limit(page.limit)
    .lean<VisibleRecord[]>();
  return records.map(sessionOf);
}

/** The same for several accounts, in one command whatever their number. */
export async function listSessionsOfAccounts(
  realm: RealmHandle,
  accountIds: readonly string[],
  page: { readonly limit: number; readonly after?: string | undefined },
  now: Date,
): Promise<Map<string, Session[]>> {
  const groups = await realm.model(sessions).aggregate<{ _id: string; newest: VisibleRecord[] }>([
    {
      $match: {
        accountId: { $in: accountIds },
        ...(page.after === undefined ? {} : { _id: { $lt: page.after } }),
        ...alive(now),
      },
    },
    { $sort: { accountId: 1, _id: -1 } },
    { $project: VISIBLE },
    { $group: { _id: '$accountId', newest: { $firstN: { input: '$$ROOT', n: page.limit } } } },
  ]);
  return new Map(groups.map(({ _id, newest }) => [_id, newest.map(sessionOf)]));
}

/** True if a living session of the account was opened from this address. */
export async function hasSessionFrom(
  realm: RealmHandle,
  accountId: string,
  clientAddress: string,
  now: Date,
): Promise<boolean> {
  return (await realm.model(sessions).exists({ accountId, clientAddress, ...alive(now) })) !== null;
}

/** True if it was there. */
export async function deleteSession(
  realm: RealmHandle,
  id: string,
  dbSession: ClientSession,
): Promise<boolean> {
  const { deletedCount } = await realm.model(sessions).deleteOne({ _id: id }, { session: dbSession });
  return deletedCount === 1;
}

/** How many there were. */
export async function deleteSessionsOf(
  realm: RealmHandle,
  accountId: string,
  dbSession: ClientSession,
): Promise<number> {
  const { deletedCount } = await realm.model(sessions).deleteMany({ accountId }, { session: dbSession });
  return deletedCount;
}

/** Deletes the others of an account's sessions, and lets this one go on under the new password. */
export async function deleteOtherSessions(
  realm: RealmHandle,
  accountId: string,
  kept: { readonly sessionId: string; readonly passwordVersion: number },
  dbSession: ClientSession,
): Promise<number> {
  const { sessionId, passwordVersion } = kept;
  const model = realm.model(sessions);
  await model.updateOne({ _id: sessionId, accountId }, { $set: { passwordVersion } }, { session: dbSession });
  const others = { accountId, _id: { $ne: sessionId } };
  const { deletedCount } = await model.deleteMany(others, { session: dbSession });
  return deletedCount;
}

/** Remembers that one access token was revoked, for as long as it would have lived. */
export async function insertRevokedToken(
  realm: RealmHandle,
  token: { readonly jti: string; readonly expiresAt: Date },
  dbSession: ClientSession,
): Promise<void> {
  await realm
    .model(sessions)
    .updateOne(
      { _id: `jti:${token.jti}` },
      { $set: { idleExpiresAt: token.expiresAt } },
      { upsert: true, session: dbSession },
    );
}

/** What a token stands on, as the store has it. */
export interface TokenGround {
  /** True if the token was revoked by itself, or with all sessions of its role. */
  readonly revoked: boolean;
  /** Its session, if it belongs to one that is alive. */
  readonly session: GroundSession | undefined;
}

export interface GroundSession extends Pick<SessionRecord, 'accountId' | 'passwordVersion'> {
  /** When the session ends by itself, as things stand. */
  readonly expiresAt: Date;
}

/** What there is to look up of a token. */
export interface TokenToGround {
  readonly jti: string;
  readonly sid?: string | undefined;
  /** Of a role session. */
  readonly role?: { readonly id: string; readonly began: Date } | undefined;
}

type GroundRecord = Pick<
  SessionRecord,
  '_id' | 'accountId' | 'passwordVersion' | 'createdAt' | 'idleExpiresAt' | 'absoluteExpiresAt'
>;

/** One command for all of it. */
export async function findTokenGround(
  realm: RealmHandle,
  { jti, sid, role }: TokenToGround,
  now: Date,
): Promise<TokenGround> {
  const revokedId = `jti:${jti}`;
  const roleId = role && `role:${role.id}`;
  const ids = [revokedId, sid, roleId].filter((id) => id !== undefined);
  const records = await realm
    .model(sessions)
    .find(
      { _id: ids.length === 1 ? revokedId : { $in: ids } },
      { accountId: 1, passwordVersion: 1, createdAt: 1, idleExpiresAt: 1, absoluteExpiresAt: 1 },
    )
    .lean<GroundRecord[]>();
  const session = records.find(({ _id }) => _id === sid);
  const ofRole = records.find(({ _id }) => _id === roleId);
  return {
    revoked:
      records.some(({ _id }) => _id === revokedId) ||
      (role !== undefined && ofRole !== undefined && role.began <= ofRole.createdAt),
    session:
      session !== undefined && expiryOf(session) > now
        ? { ...session, expiresAt: expiryOf(session) }
        : undefined,
  };
}

/** Ends all sessions of a role that have begun; the record lasts until the last of them would have ended. */
export async function insertRevokedRole(
  realm: RealmHandle,
  role: { readonly id: string; readonly until: Date; readonly expiresAt: Date },
  dbSession: ClientSession,
): Promise<void> {
  await realm.model(sessions).updateOne(
    { _id: `role:${role.id}` },
    // A process whose clock is behind takes nothing back.
    { $max: { createdAt: role.until, idleExpiresAt: role.expiresAt } },
    { upsert: true, session: dbSession },
  );
}
