import { createPrivateKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { createSealer } from '../../src/platform/crypto/key-ring.js';
import type { TestServer } from './server.js';

/** A JWT's two JSON parts, decoded. */
export interface TokenParts {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

export function tokenParts(token: string): TokenParts {
  const [header = '', claims = ''] = token.split('.');
  const decode = (part: string): Record<string, unknown> =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: decode(header), claims: decode(claims) };
}

/** A JWT of these parts, RS256-signed by `key`; without one, unsigned. */
export function forge({ header, claims }: TokenParts, key?: KeyObject): string {
  const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${key === undefined ? '' : sign('RSA-SHA256', Buffer.from(input), key).toString('base64url')}`;
}

/** An RSA key that no realm has. */
export function strangersKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

/** The realm's own private key, as only who holds the store and the master key can have it. */
export async function realmsKey(server: TestServer, slug: string, kid: string): Promise<KeyObject> {
  const uri = (await readFile(path.join(server.dataDir, 'store.uri'), 'utf8')).trim();
  const master = (await readFile(path.join(server.dataDir, 'master.key'), 'utf8')).trim();
  const client = await MongoClient.connect(uri);
  try {
    const realm = await client.db('reeve').collection<{ _id: string }>('realms').findOne({ slug });
    const key = await client
      .db(`reeve_${slug}`)
      .collection<{ _id: string; sealed: string }>('keys')
      .findOne({ _id: kid });
    if (realm === null || key === null) throw new Error(`There is no key ${kid} in ${slug}.`);
    const der = createSealer([Buffer.from(master, 'base64')]).open(
      key.sealed,
      `signing-key:${realm._id}:${kid}`,
    );
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    await client.close();
  }
}

/** Tokens that look like `token`, an access token of `slug`, and must not be taken for it. */
export async function forgeries(
  server: TestServer,
  slug: string,
  token: string,
): Promise<Record<string, string>> {
  const { header, claims } = tokenParts(token);
  const now = Math.floor(Date.now() / 1000);
  const own = await realmsKey(server, slug, String(header['kid']));
  return {
    expired: forge({ header, claims: { ...claims, jti: randomUUID(), iat: now - 700, exp: now - 100 } }, own),
    'signed by another key': forge({ header, claims }, strangersKey()),
    'alg none': forge({ header: { ...header, alg: 'none' }, claims }),
    'without a signature': forge({ header, claims }),
    'typ JWT': forge({ header: { ...header, typ: 'JWT' }, claims: { ...claims, jti: randomUUID() } }, own),
    'another audience': forge(
      { header, claims: { ...claims, jti: randomUUID(), aud: 'https://other.example' } },
      own,
    ),
    'another issuer': forge(
      { header, claims: { ...claims, jti: randomUUID(), iss: 'https://other.example' } },
      own,
    ),
    'a changed payload': `${token.split('.')[0] ?? ''}.${forge({ header, claims: { ...claims, sub: randomUUID() } }).split('.')[1] ?? ''}.${token.split('.')[2] ?? ''}`,
  };
}
