import { createRoute, z } from '@hono/zod-openapi';
import { describe, expect, test } from '@jest/globals';
import type { HttpContext } from '../../../src/http/application.js';
import { ForbiddenError, NotFoundError, RateLimitedError } from '../../../src/kernel/errors.js';
import { createLogger } from '../../../src/platform/logger/logger.js';
import { realmSettingsSchema } from '../../../src/realms/realm-settings.js';
import type { RealmHandle } from '../../../src/realms/realm.js';
import { openApi30, openApi31 } from '../../../src/rest/documents.js';
import type { RestApp } from '../../../src/rest/env.js';
import { createRouter } from '../../../src/rest/router.js';

const lines: string[] = [];
let released = 0;

const realm = {
  slug: 'acme',
  settings: realmSettingsSchema.parse({ corsOrigins: ['https://app.example.com'] }),
} as unknown as RealmHandle;

function createApp(): RestApp {
  const app = createRouter({
    registry: {
      lease: (slug) =>
        slug === 'acme'
          ? Promise.resolve({ realm, release: () => void (released += 1) })
          : Promise.reject(new NotFoundError(`Realm ${slug}`)),
    },
    logger: createLogger({ log: { level: 'info' } }, { write: (line) => void lines.push(line) }),
    checkResponses: true,
  });
  const params = z.object({ realm: z.string() });
  const answer = {
    200: { description: 'ok', content: { 'application/json': { schema: z.object({ ok: z.string() }) } } },
  };
  app.openapi(
    createRoute({
      method: 'post',
      path: '/realms/{realm}/things',
      request: {
        params,
        query: z.object({ mode: z.enum(['a', 'b']).optional() }),
        body: {
          required: true,
          content: { 'application/json': { schema: z.strictObject({ name: z.string().max(3) }) } },
        },
      },
      responses: { ...answer, 404: { description: 'none' } },
    }),
    async (c) => c.json({ ok: `${(await c.var.lease()).slug} ${c.req.valid('json').name}` }, 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/form',
      request: {
        body: {
          required: true,
          content: { 'application/x-www-form-urlencoded': { schema: z.object({ name: z.string() }) } },
        },
      },
      responses: answer,
    }),
    (c) => c.json({ ok: c.req.valid('form').name }, 200),
  );
  const errors: Record<string, () => Error> = {
    forbidden: () => new ForbiddenError(),
    limited: () => new RateLimitedError(7),
    bug: () => new Error('a driver said something'),
  };
  app.openapi(
    createRoute({
      method: 'get',
      path: '/fail/{how}',
      request: { params: z.object({ how: z.string() }) },
      responses: answer,
    }),
    (c) => {
      throw errors[c.req.valid('param').how]?.() ?? new Error('?');
    },
  );
  app.openapi(createRoute({ method: 'get', path: '/liar', responses: answer }), (c) =>
    c.json({ ok: 1 } as unknown as { ok: string }, 200),
  );
  return app;
}

const app = createApp();

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const http: HttpContext = {
    requestId: 'request-1',
    clientAddress: '192.0.2.1',
    run: (work) => work(),
    scope: { requestId: 'request-1', traceId: undefined },
    route: 'other',
  };
  return Promise.resolve(app.request(path, init, { http }));
}

const json = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});

describe('inputs', () => {
  test('a good one reaches the handler, and the realm is let go of', async () => {
    released = 0;
    const answer = await ask('/realms/acme/things?mode=a', json({ name: 'Ada' }));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ ok: 'acme Ada' });
    expect(released).toBe(1);
  });

  test.each([
    ['a broken body', json('{'), 400, 'MALFORMED_REQUEST'],
    ['a wrong field', json({ name: 'Adam!' }), 400, 'BAD_USER_INPUT'],
    ['an unknown field', json({ name: 'Ada', admin: true }), 400, 'BAD_USER_INPUT'],
    [
      'another media type',
      json({ name: 'Ada' }, { 'content-type': 'text/plain' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'another charset',
      json({ name: 'Ada' }, { 'content-type': 'application/json; charset=latin1' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a compressed body',
      json({ name: 'Ada' }, { 'content-encoding': 'gzip' }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['2 MB', json({ name: 'x'.repeat(2_000_000) }), 413, 'PAYLOAD_TOO_LARGE'],
    ['a contradicting X-Realm', json({ name: 'Ada' }, { 'x-realm': 'other' }), 400, 'REALM_MISMATCH'],
  ])('%s', async (_name, init, status, code) => {
    const answer = await ask('/realms/acme/things', init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code, status, requestId: 'request-1', type: 'about:blank' });
  });

  test('another method is a 405 that names those that are allowed', async () => {
    const answer = await ask('/realms/acme/things', { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
    expect((await ask('/realms/acme/things/more', { method: 'DELETE' })).status).toBe(404);
  });

  test('a problem names the field', async () => {
    const answer = await ask('/realms/acme/things', json({ name: 'Adam!' }));
    expect(await answer.json()).toMatchObject({ errors: [{ path: ['name'] }] });
  });

  test('a query parameter that comes twice, or is not allowed, is refused', async () => {
    expect((await ask('/realms/acme/things?mode=a&mode=b', json({ name: 'Ada' }))).status).toBe(400);
    expect((await ask('/realms/acme/things?mode=c', json({ name: 'Ada' }))).status).toBe(400);
  });

  test('a form is read as one, and only as one', async () => {
    const form = (body: string): RequestInit => ({
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    });
    expect(await (await ask('/form', form('name=Ada'))).json()).toEqual({ ok: 'Ada' });
    expect((await ask('/form', form('name=Ada&name=Bob'))).status).toBe(400);
    expect((await ask('/form', json({ name: 'Ada' }))).status).toBe(415);
  });
});

describe('errors', () => {
  test.each([
    ['/fail/forbidden', 403, 'FORBIDDEN'],
    ['/fail/limited', 429, 'RATE_LIMITED'],
    ['/fail/bug', 500, 'INTERNAL'],
    ['/nowhere', 404, 'NOT_FOUND'],
  ])('%s', async (path, status, code) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });

  test('a bug says nothing of itself to the caller, and all to the log', async () => {
    lines.length = 0;
    expect(await (await ask('/fail/bug')).text()).not.toContain('driver');
    expect(lines.join('')).toContain('a driver said something');
  });

  test('Retry-After goes with a limit', async () => {
    expect((await ask('/fail/limited')).headers.get('retry-after')).toBe('7');
  });

  test('an unknown realm is a 404', async () => {
    expect((await ask('/realms/nobody/things', json({ name: 'Ada' }))).status).toBe(404);
  });

  test('an answer of another shape than declared fails, where answers are checked', async () => {
    expect((await ask('/liar')).status).toBe(500);
  });
});

describe('CORS', () => {
  const from = (origin: string): RequestInit => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });

  test('a listed origin may call', async () => {
    const answer = await ask('/realms/acme/things', from('https://app.example.com'));
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    const real = await ask(
      '/realms/acme/things',
      json({ name: 'Ada' }, { origin: 'https://app.example.com' }),
    );
    expect(real.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  test('another one may not', async () => {
    const answer = await ask('/realms/acme/things', from('https://evil.example.com'));
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const real = await ask(
      '/realms/acme/things',
      json({ name: 'Ada' }, { origin: 'https://evil.example.com' }),
    );
    expect(real.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('documents', () => {
  test('both versions hold every route, with problems as its errors', () => {
    for (const make of [openApi31, openApi30]) {
      const document = make(app, '/') as {
        paths: Record<string, Record<string, { responses: Record<string, object> }>>;
      };
      expect(Object.keys(document.paths)).toEqual([
        '/realms/{realm}/things',
        '/form',
        '/fail/{how}',
        '/liar',
      ]);
      const responses = document.paths['/realms/{realm}/things']?.['post']?.responses ?? {};
      expect(responses['404']).toHaveProperty(['content', 'application/problem+json']);
      expect(responses['default']).toHaveProperty(['content', 'application/problem+json']);
    }
  });
});
