import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { installed } from '../support/apt.js';
import { openTerminal, shellBlocks, type Terminal } from '../support/clean-clone.js';
import { startServer, type TestServer } from '../support/server.js';
import { ROOT } from '../support/source-files.js';

const GUIDE = path.join(ROOT, 'docs/guides/gateways.md');

let server: TestServer;
let folder: string;
let servicePort: number;
/** Where the person who follows the guide types. */
let person: Terminal;
const terminals: Terminal[] = [];
const ports: number[] = [];
const gatewayPorts: number[] = [];

beforeAll(async () => {
  installed('nginx', ['/usr/sbin/nginx']);
  installed('caddy', ['/usr/bin/caddy']);
  server = await startServer();
  folder = await mkdtemp(path.join(tmpdir(), 'reeve-gateways-'));
  servicePort = await freePort();
  const token = await demoToken();
  await server.graphql(
    'mutation { createGatewayRoute(input: { path: "/upload", public: true }) { __typename } }',
    {},
    { realm: 'demo', token },
  );
  person = terminal({ TOKEN: token });
  for (const block of await shellBlocks(GUIDE, 'Setting up')) {
    const { code, output } = await person.paste(inTest(block));
    expect({ code, output }).toEqual({ code: 0, output: expect.not.stringMatching(/rror/) as unknown });
  }
  await listening(servicePort);
});
afterAll(async () => {
  for (const opened of terminals) opened.close();
  const left = await Promise.all(ports.map(isClosed));
  await server.stop();
  await rm(folder, { recursive: true, force: true });
  expect(left).toEqual(ports.map(() => true));
});

async function demoToken(): Promise<string> {
  const password = (await readFile(path.join(server.dataDir, 'demo-admin.password'), 'utf8')).trim();
  const { body } = await server.login('demo', 'admin@demo.localhost', password);
  return body.access_token;
}

/** A shell in the empty folder that the guide asks for, on a machine with an empty home. */
function terminal(env: NodeJS.ProcessEnv = {}): Terminal {
  const opened = openTerminal({
    folder,
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`, HOME: folder, ...env },
    remove: () => Promise.resolve(),
  });
  terminals.push(opened);
  return opened;
}

/** The guide's text with ports that are free here. */
function inTest(block: string, gatewayPort?: number): string {
  return block
    .replaceAll('127.0.0.1:4000', new URL(server.url).host)
    .replaceAll('8081', String(servicePort))
    .replaceAll('8080', String(gatewayPort));
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  ports.push(port);
  return port;
}

function answersAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function until(what: string, ready: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (await ready()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${what}: not within 10 s. It says:\n${terminals.map((each) => each.output()).join('\n')}`);
}

const listening = (port: number): Promise<void> => until(`port ${port}`, () => answersAt(port));

async function isClosed(port: number): Promise<boolean> {
  await until(`the end of port ${port}`, async () => !(await answersAt(port)));
  return true;
}

/** What `curl -si` printed for each request: status, headers as text, body. */
function answersIn(output: string): { status: number; headers: string; body: string }[] {
  return output
    .split(/(?=HTTP\/1\.1 \d)/)
    .filter((part) => part.startsWith('HTTP/'))
    .map((part) => {
      const [headers = '', ...body] = part.split(/\r?\n\r?\n/);
      return { status: Number(headers.slice(9, 12)), headers, body: body.join('') };
    });
}

describe.each(['nginx', 'Caddy'])('%s, as the guide has it', (gateway) => {
  let port: number;
  let ada: string;

  beforeAll(async () => {
    port = await freePort();
    gatewayPorts.push(port);
    const own = terminal();
    for (const block of await shellBlocks(GUIDE, gateway)) {
      const { code, output } = await own.paste(inTest(block, port));
      expect({ code, output }).toEqual({ code: 0, output });
    }
    await listening(port);
    const [login = ''] = await shellBlocks(GUIDE, 'Trying it');
    expect(await person.paste(inTest(login))).toEqual({ code: 0, output: '' });
    ada = (await person.paste('printf %s "$ADA"')).output;
  });

  /** One request through the gateway, with its path as it is written; what the service was told, if it was asked. */
  async function send(
    target: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<{ status: number; told: Record<string, string> | undefined }> {
    const outgoing = request({ port, host: '127.0.0.1', path: target, method, headers, agent: false });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of incoming) text += String(chunk);
    const told = text.startsWith('{"asked"') ? (JSON.parse(text) as Record<string, string>) : undefined;
    return { status: incoming.statusCode ?? 0, told };
  }
  const asAda = (headers: Record<string, string> = {}) => ({
    headers: { Authorization: `Bearer ${ada}`, ...headers },
  });

  test('an allowed, a refused, a nameless and a public request', async () => {
    const [, requests = ''] = await shellBlocks(GUIDE, 'Trying it');
    const { output } = await person.paste(inTest(requests, port));
    const [allowed, refused, nameless, open] = answersIn(output);
    expect([allowed, refused, nameless, open].map((answer) => answer?.status)).toEqual([200, 403, 401, 200]);
    expect(JSON.parse(allowed?.body ?? '')).toEqual({
      asked: 'GET /orders/42',
      'x-reeve-subject': expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      'x-reeve-realm': 'demo',
      'x-reeve-email': 'ada@example.com',
      'x-reeve-revision': expect.stringMatching(/^\d+$/) as unknown,
      ...emptyOnes(gateway, ['groups', 'roles', 'truncated']),
    });
    expect(nameless?.headers).toMatch(/^www-authenticate: bearer realm="demo"\r?$/im);
    expect(JSON.parse(open?.body ?? '')).toEqual({
      asked: 'GET /health',
      'x-reeve-realm': 'demo',
      'x-reeve-revision': expect.stringMatching(/^\d+$/) as unknown,
      ...emptyOnes(gateway, ['subject', 'email', 'groups', 'roles', 'truncated']),
    });
  });

  test('headers that a caller makes up do not reach the service, however they are written', async () => {
    const names = ['X-Reeve-Subject', 'x-reeve-roles', 'X-REEVE-GROUPS', 'X-Reeve-Other', 'X_Reeve_Subject'];
    const made = Object.fromEntries(names.map((name) => [name, 'made-up']));
    for (const [target, asked] of [
      ['/health', { headers: made }],
      ['/orders/42', asAda(made)],
    ] as const) {
      const { status, told } = await send(target, asked);
      expect(status).toBe(200);
      const reached = Object.entries(told ?? {}).filter(([, value]) => value.includes('made-up'));
      // nginx passes on what the recipe does not name, which is nothing of Reeve's.
      expect(reached.map(([name]) => name)).toEqual(gateway === 'nginx' ? ['x-reeve-other'] : []);
    }
  });

  test('a path that can be read in two ways does not reach the service', async () => {
    for (const target of [
      '/health/../orders/42',
      '/health/..%2forders/42',
      '/health/%2e%2e/orders/42',
      '/health;/orders/42',
      '//orders/42',
      '/orders//42',
      '/orders/%2542',
      '/orders/42%00',
      '/Orders/42',
    ]) {
      const { status, told } = await send(target, asAda());
      expect({ target, refused: status >= 400 && status < 500, told }).toEqual({
        target,
        refused: true,
        told: undefined,
      });
    }
  });

  test('an address reaches the service as it was judged', async () => {
    for (const target of ['/orders/a%20b?x=%2F', '/orders/%2A', '/orders/gr%C3%B6%C3%9Fe', '/orders/42/']) {
      expect((await send(target, asAda())).told?.['asked']).toBe(`GET ${target}`);
    }
  });

  test('a request with a body, large headers or no known method is answered', async () => {
    const body = 'x'.repeat(5000);
    const uploaded = await send('/upload', { method: 'POST', body });
    expect(uploaded.told?.['asked']).toBe('POST /upload');
    const posted = await send('/orders/42', { method: 'POST', body, ...asAda() });
    expect(posted.status).toBe(403);
    expect((await send('/orders/42', asAda({ Cookie: `a=${'x'.repeat(7000)}` }))).status).toBe(200);
    expect((await send('/orders/42', { method: 'PROPFIND', ...asAda() })).status).toBe(403);
    expect(
      (await send('/orders/42', { headers: { Authorization: `Bearer ${'x'.repeat(7000)}` } })).status,
    ).toBe(401);
  });

  test('who has logged out is refused at the next request', async () => {
    const [, , logout = ''] = await shellBlocks(GUIDE, 'Trying it');
    expect((await send('/orders/42', asAda())).status).toBe(200);
    const { output } = await person.paste(inTest(logout, port));
    expect(answersIn(output).map(({ status }) => status)).toEqual([401]);
  });
});

test('while Reeve is away nothing passes, public or not', async () => {
  await server.stop();
  expect(gatewayPorts.length).toBe(2);
  for (const port of gatewayPorts) {
    for (const target of ['/health', '/orders/42']) {
      const answer = await fetch(`http://127.0.0.1:${port}${target}`);
      expect({ port, target, passed: answer.ok, failed: answer.status >= 500 }).toEqual({
        port,
        target,
        passed: false,
        failed: true,
      });
    }
  }
});

/** nginx does not send empty headers, Caddy does. */
function emptyOnes(gateway: string, names: readonly string[]): Record<string, string> {
  return gateway === 'nginx' ? {} : Object.fromEntries(names.map((name) => [`x-reeve-${name}`, '']));
}
