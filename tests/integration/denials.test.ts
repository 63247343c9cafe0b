import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { denialScenario, onThings, thingOfPath, type DenialScenario } from '../support/denial-scenario.js';
import { ACTORS, byActor, readDenialTable, rowOf, type ActorName } from '../support/denial-table.js';
import { everyOperation, type Operation } from '../support/operations.js';
import { everyRoute, type RestRoute } from '../support/routes.js';
import { startServer, type TestServer } from '../support/server.js';

const TABLE = 'tests/data/denials.txt';

/** One request that the table has a row for. */
interface Attempt {
  readonly name: string;
  readonly send: (realm: string, token: string | undefined, actor: ActorName) => Promise<string>;
}

const table = readDenialTable(TABLE);
let server: TestServer;
let scenario: DenialScenario;

beforeAll(async () => {
  server = await startServer({ env: { REEVE_RATE_LIMIT: 'off' } });
  scenario = await denialScenario(server);
}, 60_000);
afterAll(() => server.stop());

interface GraphqlBody {
  readonly code?: string;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  readonly data?: Readonly<Record<string, GraphqlResult | null>> | null;
}

interface GraphqlResult {
  readonly code?: string;
  /** Of a bulk operation. */
  readonly results?: readonly { readonly error: { readonly code: string } | null }[];
}

const REFUSALS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: '401',
  FORBIDDEN: '403',
  NOT_FOUND: '404',
};

/** An error code that is no refusal is that of somebody who was let through. */
function outcomeOf(code: string | undefined): string {
  if (code === 'INTERNAL' || code === 'BAD_USER_INPUT' || code?.startsWith('GRAPHQL_')) return code;
  return code === undefined ? 'yes' : (REFUSALS[code] ?? 'yes');
}

function graphqlAttempt(operation: Operation): Attempt {
  const { kind, field, document, variables } = operation;
  return {
    name: `${kind} ${field}`,
    async send(realm, token, actor) {
      const response = await server.request('/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: kind === 'subscription' ? 'text/event-stream' : 'application/json',
          'x-realm': realm,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({
          query: document,
          variables: onThings(variables, field, scenario.thingsOf(actor, 'graphql')),
        }),
      });
      const body =
        kind === 'subscription' ? await firstOf(response) : ((await response.json()) as GraphqlBody);
      const answer = body.data?.[field];
      const code =
        body.code ?? body.errors?.[0]?.extensions?.code ?? answer?.code ?? answer?.results?.[0]?.error?.code;
      return code === undefined && answer === null ? 'null' : outcomeOf(code);
    },
  };
}

/** The first event of a stream, or nothing where it waits for something to happen. */
async function firstOf(response: Response): Promise<GraphqlBody> {
  if (response.headers.get('content-type')?.includes('event-stream') !== true || response.body === null) {
    return (await response.json()) as GraphqlBody;
  }
  const reader = response.body.getReader();
  const quiet = new Promise<undefined>((resolve) => setTimeout(resolve, 300, undefined));
  const first = await Promise.race([reader.read(), quiet]);
  await reader.cancel();
  const data = /^data: ?(\{.*)$/m.exec(Buffer.from(first?.value ?? []).toString())?.[1];
  return data === undefined ? {} : (JSON.parse(data) as GraphqlBody);
}

function restAttempt(route: RestRoute): Attempt {
  const { method, path, mediaType } = route;
  return {
    name: `${method} ${path}`,
    async send(realm, token, actor) {
      const things = scenario.thingsOf(actor, 'rest');
      const url = path
        .replace('{realm}', realm)
        .replace(/\{(\w+)\}/g, (_, name: string) => thingOfPath(path, name, things));
      const body = onThings(route.body, `${method} ${path}`, things) as Record<string, string>;
      const form = mediaType?.includes('form') === true;
      const response = await server.request(url, {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(mediaType !== undefined && { 'content-type': mediaType }),
        },
        ...(mediaType !== undefined && {
          body: form ? new URLSearchParams(body).toString() : JSON.stringify(body),
        }),
      });
      const text = await response.text();
      // Of several questions, what is wrong with the first is only there; a wrong password is no wrong token.
      const first = /^\{"evaluations":\[\{.*?"status":(\d+)/.exec(text)?.[1];
      if (text.includes('"INVALID_CREDENTIALS"')) return 'yes';
      const status = first ?? String(response.status);
      return ['400', '401', '403', '404', '500'].includes(status) ? status : 'yes';
    },
  };
}

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const attempts = [...everyOperation(schema).map(graphqlAttempt), ...everyRoute().map(restAttempt)].flatMap(
  (attempt) => {
    const elsewhere = `${attempt.name} @system`;
    return table.has(elsewhere) ? [attempt, { ...attempt, name: elsewhere }] : [attempt];
  },
);

/** What takes away comes after what needs it, what deletes after that, and what ends a token last of all. */
const PHASES: readonly (readonly [phase: number, RegExp])[] = [
  [1, /deletePolicyVersion|deleteInlinePolicy|secrets[/]\{/],
  [3, /deleteAccount|DELETE .*[/]accounts[/]\{id\}$/],
  [2, /delete|resetPassword|disable|revokeAllSessions|[}][/]password/i],
  [4, /logout/],
  [1, /remove|revoke|detach|deregister|unassign|exclude|setTrustPolicy|password/i],
];
const phaseOf = (name: string): number => PHASES.find(([, pattern]) => pattern.test(name))?.[0] ?? 0;
const ordered = [...attempts].sort((a, b) => phaseOf(a.name) - phaseOf(b.name));

describe('who is refused what', () => {
  test('every row is about an operation that there is', () => {
    const names = new Set(attempts.map(({ name }) => name));
    expect([...table.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  test.each(ordered.map((attempt) => [attempt.name, attempt] as const))('%s', async (name, attempt) => {
    const realm = name.endsWith(' @system') ? 'system' : scenario.realm;
    const seen = new Map(
      await Promise.all(
        ACTORS.map(
          async (actor) => [actor, await attempt.send(realm, scenario.token(actor), actor)] as const,
        ),
      ),
    );
    const expected = table.get(name);
    // The row as it would stand in the table, so that a new one can be read, judged, and put there.
    const row = rowOf(
      name,
      byActor((actor) => seen.get(actor) ?? ''),
    );
    expect(row).toBe(expected === undefined ? `(a row of ${TABLE})` : rowOf(name, expected));
  });
});
