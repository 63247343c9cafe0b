import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  Agent,
  createServer as createHttpServer,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMIN_PASSWORD, OTHER_STRONG_PASSWORD, WRONG_PASSWORD } from '../support/passwords.js';
import { ADMIN_EMAIL, startServer, type TestServer } from '../support/server.js';
import { ROOT } from '../support/source-files.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
});

const LOGIN = '/realms/system/login';
const credentials = { email: ADMIN_EMAIL, password: ADMIN_PASSWORD };

/** The logged line of a request, once it is there. */
async function logLine(requestId: string): Promise<Record<string, unknown>> {
  for (;;) {
    const line = server
      .output()
      .split('\n')
      .find((each) => each.includes(requestId) && each.includes('"msg":"request"'));
    if (line !== undefined) return JSON.parse(line) as Record<string, unknown>;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('every answer', () => {
  test('has a request id: the caller’s if it is harmless, else a new one', async () => {
    const own = await server.get('/livez', { headers: { 'x-request-id': 'my-request-0001' } });
    expect(own.headers.get('x-request-id')).toBe('my-request-0001');
    const replaced = await server.get('/livez', { headers: { 'x-request-id': '<script>' } });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('may not be sniffed or kept, and leaves no referrer', async () => {
    for (const path of ['/', '/livez', '/nowhere', '/docs', '/graphql']) {
      const { headers } = await server.get(path, { headers: { accept: 'text/html' } });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
    expect((await server.postJson(LOGIN, credentials)).headers.get('cache-control')).toContain('no-store');
  });

  test('leaves one log line with ids, realm, route and duration', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await server.postJson(`${LOGIN}?x=1`, credentials, {
      headers: { 'x-request-id': 'logged-login-1', traceparent },
    });
    const line = await logLine('logged-login-1');
    expect(line['durationMs']).toBeGreaterThan(0);
    expect(line).toMatchObject({
      level: 'info',
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      realm: 'system',
      method: 'POST',
      path: LOGIN,
      status: 200,
      clientAddress: '127.0.0.1',
    });
  });
});

describe('a 401', () => {
  const challenge = async (path: string, body?: object, authorization?: string): Promise<unknown> => {
    const headers = { 'x-realm': 'system', ...(authorization !== undefined && { authorization }) };
    const { status, headers: answered } =
      body === undefined
        ? await server.get(path, { headers })
        : await server.postJson(path, body, { headers });
    return [status, answered.get('www-authenticate')];
  };
  const EVALUATION = '/realms/system/access/v1/evaluation';

  test('asks for a token with a parameter, as RFC 6750 has it', async () => {
    const asked = [401, 'Bearer realm="reeve"'];
    expect(await challenge('/realms/system/userinfo')).toEqual(asked);
    expect(await challenge('/realms/system/userinfo', undefined, 'Basic YTpi')).toEqual(asked);
    expect(await challenge(EVALUATION, {})).toEqual(asked);
    expect(await challenge(LOGIN, { ...credentials, password: WRONG_PASSWORD })).toEqual(asked);
  });

  test('says of a token that it is not good', async () => {
    const refused = [401, 'Bearer realm="reeve", error="invalid_token"'];
    expect(await challenge('/realms/system/userinfo', undefined, 'Bearer x')).toEqual(refused);
    expect(await challenge(EVALUATION, {}, 'Bearer x')).toEqual(refused);
    expect(await challenge('/graphql', { query: '{ __typename }' }, 'Bearer x')).toEqual(refused);
  });
});

describe('what is refused before anybody reads it', () => {
  /** Sends bytes as they are; fetch would mend them. */
  async function raw(text: string): Promise<string> {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.end(text);
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    await once(socket, 'close');
    return answer;
  }

  test('requests in one packet are answered each, in their order', async () => {
    const ask = (id: string, more = ''): string =>
      `POST /realms/nowhere/access/v1/evaluation HTTP/1.1\r\nHost: a\r\nX-Request-ID: ${id}\r\n${more}Content-Length: 2\r\n\r\n{}`;
    const answers = await raw(
      ask('request-1') +
        'GET /livez HTTP/1.1\r\nHost: a\r\nX-Request-ID: request-2\r\n\r\n' +
        ask('request-3', 'Connection: close\r\n'),
    );
    expect([...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '401',
      '200',
      '401',
    ]);
    expect([...answers.matchAll(/^X-Request-ID: (\S+)/gm)].map(([, id]) => id)).toEqual([
      'request-1',
      'request-2',
      'request-3',
    ]);
  });

  test.each(['Authorization', 'X-Realm', 'Content-Type'])('a doubled %s', async (name) => {
    const answer = await raw(
      `GET / HTTP/1.1\r\nHost: a\r\n${name}: a\r\n${name}: b\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"MALFORMED_REQUEST"');
  });

  test('a Host that is none, under the id of its request', async () => {
    const answer = await raw('GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    const [, id] = /^x-request-id: (\S+)\r$/im.exec(answer) ?? [];
    expect(answer).toContain(`"requestId":"${id ?? 'none'}"`);
  });

  test.each([LOGIN, '/graphql'])('2 MB to %s, however they are announced', async (path) => {
    const body = JSON.stringify({ query: '{ __typename }', email: 'x'.repeat(2_000_000) });
    const headers = { 'x-realm': 'system' };
    const announced = await server.postJson(path, JSON.parse(body) as object, { headers });
    expect(announced.status).toBe(413);

    const chunked = httpRequest(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    });
    chunked.on('error', () => undefined);
    for (let at = 0; at < body.length; at += 100_000) chunked.write(body.slice(at, at + 100_000));
    chunked.end();
    const [response] = (await once(chunked, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(413);
  });

  test('a wrong media type, JSON that is none, and fields that nobody knows', async () => {
    const send = (body: string, type: string): Promise<Response> =>
      server.request(LOGIN, { method: 'POST', body, headers: { 'content-type': type } });
    expect((await send('{}', 'text/plain')).status).toBe(415);
    expect((await send('{', 'application/json')).status).toBe(400);
    expect((await send('{"__proto__":{}}', 'application/json')).status).toBe(400);
    const unknown = await server.postJson(LOGIN, { ...credentials, admin: true });
    expect(unknown).toMatchObject({ status: 400, body: { code: 'BAD_USER_INPUT' } });
  });
});

describe('documents', () => {
  test('OpenAPI 3.1 and 3.0 name this server and every route', async () => {
    for (const [path, version] of [
      ['/openapi.json', '3.1.0'],
      ['/openapi-3.0.json', '3.0.3'],
    ] as const) {
      const { body } = await server.get<{ openapi: string; servers: object[]; paths: object }>(path);
      expect(body.openapi).toBe(version);
      expect(body.servers).toEqual([{ url: server.url }]);
      expect(Object.keys(body.paths)).toEqual(
        expect.arrayContaining([
          '/realms/{realm}/login',
          '/realms/{realm}/token',
          '/realms/{realm}/userinfo',
        ]),
      );
    }
  });
});

describe('metrics', () => {
  test('count logins by outcome, requests by route, and what the store is asked', async () => {
    await server.postJson(LOGIN, credentials);
    await server.postJson(LOGIN, { ...credentials, password: WRONG_PASSWORD });
    const text = await (await server.request('/metrics')).text();
    expect(text).toMatch(/reeve_logins_total\{outcome="success"\} [1-9]/);
    expect(text).toMatch(/reeve_logins_total\{outcome="invalid_credentials"\} [1-9]/);
    expect(text).toMatch(/reeve_tokens_issued_total\{grant="login"\} [1-9]/);
    expect(text).toMatch(/_count\{route="\/realms\/\{realm\}\/login",method="POST",status="401"\} [1-9]/);
    expect(text).toMatch(/reeve_store_command_duration_seconds_count [1-9]/);
    expect(text).toMatch(/reeve_store_operations_total\{operation="findOne"\} [1-9]/);
    expect(text).toMatch(/reeve_password_hash_queue_length 0/);
  });
});

describe('the command line', () => {
  const reeve = (dataDir: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> =>
    promisify(execFile)(process.execPath, ['dist/cli.js', ...args], {
      cwd: ROOT,
      env: { ...server.env, DATA_DIR: dataDir },
    });

  test('--help names every command', async () => {
    const { stdout } = await reeve(server.dataDir, '--help');
    for (const command of ['serve', 'admin', 'keys']) expect(stdout).toContain(command);
  });

  test('--version is that of the package, as the documents say it', async () => {
    const { version } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8')) as { version: string };
    expect((await reeve(server.dataDir, '--version')).stdout).toBe(`${version}\n`);
    const { body } = await server.get<{ info: object }>('/openapi.json');
    expect(body.info).toMatchObject({ version });
  });

  test('works beside a running server: new key, new password', async () => {
    const kids = async (): Promise<string[]> =>
      (await server.get<{ keys: { kid: string }[] }>('/realms/system/jwks')).body.keys.map(({ kid }) => kid);
    const before = await kids();
    const { stdout } = await reeve(server.dataDir, 'keys', 'rotate', '--realm', 'system');
    const kid = stdout.trim();
    expect(before).not.toContain(kid);

    const { stdout: password } = await reeve(server.dataDir, 'admin', 'reset-password');
    server.keepSecret(password.trim());
    const login = await server.login('system', ADMIN_EMAIL, password.trim());
    expect(login.status).toBe(200);
    const [header = ''] = login.body.access_token.split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({ kid });
    expect((await server.postJson(LOGIN, credentials)).status).toBe(401);
    expect(await kids()).toContain(kid);
  });

  test('says what is wrong in words', async () => {
    const failed = reeve(server.dataDir, 'keys', 'rotate', '--realm', 'nobody');
    await expect(failed).rejects.toThrow(/Realm nobody does not exist/);
    await expect(failed).rejects.toMatchObject({ code: 1 });
  });

  test('works without a server, and takes a password from standard input', async () => {
    const other = await startServer();
    await other.kill9();
    const child = execFile(
      process.execPath,
      ['dist/cli.js', 'admin', 'reset-password', '--email', ADMIN_EMAIL, '--password-stdin'],
      { cwd: ROOT, env: other.env },
    );
    child.stdin?.end(`${OTHER_STRONG_PASSWORD}\n`);
    expect(await once(child, 'exit')).toEqual([0, null]);
    await other.restart();
    expect((await other.login('system', ADMIN_EMAIL, OTHER_STRONG_PASSWORD)).status).toBe(200);
    await other.stop();
  });
});

describe('the end', () => {
  test('SIGTERM lets an open request finish, refuses new connections, and exits with 0', async () => {
    const ending = await startServer();
    const body = JSON.stringify(credentials);
    const open = httpRequest(`${ending.url}${LOGIN}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'x-request-id': 'open-at-the-end',
      },
    });
    open.write(body.slice(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stopped = ending.stop();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(ending.request('/livez')).rejects.toThrow();
    open.end(body.slice(10));
    const [response] = (await once(open, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect(await stopped).toBe(0);
    // Lines come in their order, so that nothing of the log is lost where its last one is there.
    while (!ending.output().includes('"msg":"Stopped"'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ending.output()).toMatch(/"requestId":"open-at-the-end".*"status":200.*"msg":"request"/);
  });

  test('SIGTERM resets no connection whose request is on its way', async () => {
    const ending = await startServer();
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const failures: string[] = [];
    let stopping = false;
    /** Asks over kept connections, again and again, until there is nobody to connect to. */
    const ask = async (): Promise<void> => {
      for (;;) {
        const asking = httpRequest(`${ending.url}/livez`, { agent });
        asking.end();
        try {
          const [response] = (await once(asking, 'response')) as [IncomingMessage];
          await once(response.resume(), 'end');
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (!stopping || code !== 'ECONNREFUSED') failures.push(String(code));
          return;
        }
      }
    };
    const asking = Array.from({ length: 8 }, ask);
    await new Promise((resolve) => setTimeout(resolve, 200));
    stopping = true;
    expect(await ending.stop()).toBe(0);
    await Promise.all(asking);
    agent.destroy();
    expect(failures).toEqual([]);
  });

  test('a data folder that is none is named, without a stack', async () => {
    const starting = startServer({ env: { DATA_DIR: `${ROOT}/package.json` } });
    const message = await starting.then(
      () => '',
      (error: unknown) => String(error),
    );
    expect(message).toMatch(/The store cannot use \S+package\.json: .*DATA_DIR must name a folder/);
    expect(message).not.toMatch(/\n\s+at \S+ \(/);
  });

  test('a wrong environment ends the start with everything that is wrong', async () => {
    await expect(startServer({ env: { PORT: 'x', LOG_LEVEL: 'y' } })).rejects.toThrow(
      /PORT=[\s\S]*LOG_LEVEL=/,
    );
  });
});

test('traces go to the collector: HTTP, GraphQL operation, use case, password hash and store command', async () => {
  const received: Buffer[] = [];
  const collector = createHttpServer((incoming, outgoing) => {
    incoming.on('data', (chunk: Buffer) => received.push(chunk)).on('end', () => outgoing.end());
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const traced = await startServer({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } });
  const token = await traced.adminToken();
  await traced.graphql(
    'query TracedQuery { realms { edges { node { slug } } } }',
    {},
    { realm: 'system', token },
  );
  expect(await traced.stop()).toBe(0);
  collector.close();
  const spans = Buffer.concat(received).toString('latin1');
  for (const name of ['POST /realms/{realm}/login', 'password', 'realms.list', 'mongodb find', 'GraphQL'])
    expect(spans).toContain(name);
  expect(spans).not.toContain(ADMIN_PASSWORD);
});
