import { describe, expect, test } from '@jest/globals';
import { createReeve, type Principal, type ReeveOptions } from '../../../src/client/public.js';
import { SECRET_WITH_PERCENT } from '../../support/passwords.js';

const ISSUER = 'https://id.example.com/realms/acme';
const order = (id: string) => ({ type: 'orders/order', id });

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A client of a decision point that answers as `answer` says, and what it was sent. */
function reeveWith(answer: (sent: Sent, number: number) => Response, options: Partial<ReeveOptions> = {}) {
  const sent: Sent[] = [];
  const reeve = createReeve({
    issuer: ISSUER,
    ...options,
    fetch: (url, init) => {
      const { headers, body } = init as unknown as Omit<Sent, 'url'>;
      sent.push({ url: url as string, headers, body });
      const last = sent.at(-1);
      if (last === undefined) throw new Error('Nothing was sent.');
      return Promise.resolve(answer(last, sent.length));
    },
  });
  return { reeve, sent };
}

const questionsIn = ({ body }: Sent) =>
  (JSON.parse(body) as { evaluations: { subject: { id: string }; resource: { id: string } }[] }).evaluations;

function decisions(values: readonly unknown[], revision = 1): Response {
  return Response.json(
    { evaluations: values.map((value) => (typeof value === 'boolean' ? { decision: value } : value)) },
    { headers: { 'x-reeve-revision': String(revision) } },
  );
}

/** Yes to every question of a request. */
const yes = (sent: Sent): Response => decisions(questionsIn(sent).map(() => true));

function principal(id: string, jti = `token of ${id}`): Principal {
  return { id, realm: 'acme', roles: [], groups: [], claims: { jti }, token: jti };
}

const token = (value = 'service-token') => Response.json({ access_token: value, expires_in: 600 });

describe('can', () => {
  test('questions of one moment travel together, each with its own answer', async () => {
    const { reeve, sent } = reeveWith((one) =>
      decisions(questionsIn(one).map(({ resource }) => resource.id !== '2')),
    );
    const ann = principal('ann');
    const answers = await Promise.all(
      ['1', '2', '3'].map((id) => reeve.can(ann, { action: 'Read', resource: order(id) })),
    );
    expect(answers).toEqual([true, false, true]);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe(`${ISSUER}/access/v1/evaluations`);
    expect(sent[0]?.headers).toMatchObject({ authorization: 'Bearer token of ann' });
  });

  test('more than a hundred questions are several requests', async () => {
    const { reeve, sent } = reeveWith(yes);
    const ann = principal('ann');
    await Promise.all(
      Array.from({ length: 250 }, (_, id) => reeve.can(ann, { action: 'Read', resource: order(String(id)) })),
    );
    expect(sent.map((one) => questionsIn(one).length)).toEqual([100, 100, 50]);
  });

  test('two principals never share a token or an answer', async () => {
    const { reeve, sent } = reeveWith(yes);
    const question = { action: 'Read', resource: order('1') };
    await Promise.all([reeve.can(principal('ann'), question), reeve.can(principal('bob'), question)]);
    await reeve.can(principal('ann', 'another token of ann'), question);
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer token of ann',
      'Bearer token of bob',
      'Bearer another token of ann',
    ]);
  });

  test('an answer is used again, until another answer tells of a later revision', async () => {
    let revision = 1;
    const { reeve, sent } = reeveWith((one) =>
      decisions(
        questionsIn(one).map(() => true),
        revision,
      ),
    );
    const ann = principal('ann');
    const ask = (id: string) => reeve.can(ann, { action: 'Read', resource: order(id) });
    await ask('1');
    await ask('1');
    expect(sent).toHaveLength(1);
    revision = 2;
    await ask('2');
    await ask('1');
    expect(sent).toHaveLength(3);
  });

  test('a revision that is asked for goes along and past what is kept', async () => {
    const { reeve, sent } = reeveWith(yes);
    const question = { action: 'Read', resource: order('1') };
    await reeve.can(principal('ann'), question);
    await reeve.can(principal('ann'), question, { atLeast: 7 });
    expect(sent.map(({ headers }) => headers['x-reeve-at-least'])).toEqual([undefined, '7']);
  });

  test('about an account by its id, the service account asks; its token is had once', async () => {
    const { reeve, sent } = reeveWith((one) => (one.url.endsWith('/token') ? token() : yes(one)), {
      credentials: { clientId: 'svc:1', clientSecret: SECRET_WITH_PERCENT },
    });
    await Promise.all([
      reeve.can('ann', { action: 'Read', resource: order('1') }),
      reeve.can('bob', { action: 'Read', resource: order('1') }),
    ]);
    await reeve.can('cid', { action: 'Read', resource: order('1') });
    expect(sent.map(({ url }) => url.slice(ISSUER.length))).toEqual([
      '/token',
      '/access/v1/evaluations',
      '/access/v1/evaluations',
    ]);
    expect(sent[0]?.headers['authorization']).toBe(`Basic ${btoa('svc%3A1:s%25cret')}`);
    expect(sent[1]?.headers['authorization']).toBe('Bearer service-token');
  });

  test('a service token that is refused is replaced once', async () => {
    let tokens = 0;
    const { reeve } = reeveWith(
      (one) => {
        if (one.url.endsWith('/token')) return token(`token ${++tokens}`);
        return one.headers['authorization'] === 'Bearer token 2'
          ? yes(one)
          : new Response(null, { status: 401 });
      },
      { credentials: { clientId: 'svc', clientSecret: 'secret' } },
    );
    await expect(reeve.can('ann', { action: 'Read', resource: order('1') })).resolves.toBe(true);
    expect(tokens).toBe(2);
  });

  test('without credentials nobody is asked about by id', async () => {
    const { reeve, sent } = reeveWith(yes);
    await expect(reeve.can('ann', { action: 'Read', resource: order('1') })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(sent).toHaveLength(0);
  });
});

describe('whatever is not a plain yes is none', () => {
  const question = { action: 'Read', resource: order('1') };
  const problem = (status: number) => Response.json({ detail: 'Why.' }, { status });

  test.each<[what: string, answer: () => Response, code: string]>([
    ['a token that is not good', () => problem(401), 'UNAUTHENTICATED'],
    ['a question that is not to be asked', () => problem(403), 'FORBIDDEN'],
    ['a malformed question', () => problem(400), 'BAD_QUESTION'],
    ['a limit', () => problem(429), 'UNAVAILABLE'],
    ['a server in trouble', () => problem(500), 'UNAVAILABLE'],
    ['a page of a proxy', () => new Response('<html>'), 'UNAVAILABLE'],
    ['no revision', () => Response.json({ evaluations: [{ decision: true }] }), 'UNAVAILABLE'],
    ['too few answers', () => decisions([]), 'UNAVAILABLE'],
    [
      'an error in place of the answer',
      () => decisions([{ decision: false, context: { error: { status: 403, message: 'No.' } } }]),
      'FORBIDDEN',
    ],
    [
      'a yes beside an error',
      () => decisions([{ decision: true, context: { error: { status: 503, message: 'No.' } } }]),
      'UNAVAILABLE',
    ],
  ])('%s', async (_what, answer, code) => {
    const { reeve } = reeveWith(answer);
    await expect(reeve.can(principal('ann'), question)).rejects.toMatchObject({ name: 'ClientError', code });
  });

  test.each([[{ decision: 'true' }], [{ decision: 1 }], [{}], [null]])('%j is a no', async (answer) => {
    const { reeve } = reeveWith(() => decisions([answer]));
    await expect(reeve.can(principal('ann'), question)).resolves.toBe(false);
  });

  test('a server that cannot be reached', async () => {
    const { reeve } = reeveWith(() => {
      throw new TypeError('fetch failed');
    });
    await expect(reeve.can(principal('ann'), question)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('an error is not kept', async () => {
    const { reeve } = reeveWith((one, number) => (number === 1 ? problem(503) : yes(one)));
    await expect(reeve.can(principal('ann'), question)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(reeve.can(principal('ann'), question)).resolves.toBe(true);
  });
});

describe('options', () => {
  test.each([
    ['an issuer without a scheme', { issuer: 'id.example.com/realms/acme' }],
    ['an issuer with a query', { issuer: `${ISSUER}?x` }],
    ['a time that is none', { cacheMs: -1 }],
    ['answers kept for an hour', { cacheMs: 3_600_000 }],
    ['no room for answers', { cacheSize: 0 }],
  ])('%s is refused', (_what, options) => {
    expect(() => createReeve({ issuer: ISSUER, ...options })).toThrow(TypeError);
  });
});
