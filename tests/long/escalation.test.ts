import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { StatementElement } from '../../src/decision/document.js';
import { searchEscalations, type SearchResult } from '../support/escalation/search.js';
import { servicesOn } from '../support/escalation/services.js';
import { writeState, type StoredState } from '../support/escalation/stored-state.js';
import { allow, BACK_DOOR, createWorld, deny, FRONT_DOOR, type Six } from '../support/escalation/world.js';
import { noGrantCheck } from '../support/grants-double.js';
import { realmUnderTest, type RealmUnderTest } from '../support/realm-under-test.js';

const DEPTH = 3;

let under: RealmUnderTest;
beforeAll(async () => {
  under = await realmUnderTest();
  await under.create('system');
});
afterAll(() => under.close());

interface Office {
  readonly office: (six: Six) => readonly StatementElement[];
  readonly bounded?: boolean;
  /** Who may do nearly everything reaches too many states: what only takes away is left out. */
  readonly leftOut?: RegExp;
  /** What it may pass on by name. */
  readonly granted?: readonly string[];
}

const accountsOf = (...actions: string[]) =>
  allow(
    actions.map((name) => `iam:${name}`),
    'rn:acme:iam:account/*',
  );

const TAKING_AWAY = /^inline deny|^bound |is disabled$|^no (?:keeper|group)$|gives nothing$/;

/** Delegated administrators; none holds iam:Grant on everything. */
const offices: Readonly<Record<string, Office>> = {
  'the owner of a group': {
    office: ({ guards }) => [
      allow(['iam:Grant', 'iam:AddGroupMembers', 'iam:RemoveGroupMembers'], `rn:acme:iam:group/${guards}`),
    ],
    granted: [`vault:Close ${FRONT_DOOR}`, `vault:Close ${BACK_DOOR}`],
  },
  'a help desk': {
    office: () => [accountsOf('ResetPassword', 'UpdateAccount', 'EnableAccount', 'DisableAccount')],
  },
  'an author of policies': { office: () => [allow(['iam:*Polic*', 'iam:*Version'])] },
  'a keeper of roles and groups': {
    office: () => [allow(['iam:*Role*', 'iam:*Group*', 'iam:SetTrustPolicy'])],
  },
  'a warden of boundaries and guardrails': { office: () => [allow(['iam:*Boundary', 'iam:*Guardrail'])] },
  'a keeper of resources': { office: () => [allow(['iam:*Resource*'])] },
  'one who may open the front door and do everything but grant': {
    office: () => [allow('iam:*'), deny('iam:Grant'), allow('vault:Open', FRONT_DOOR)],
    leftOut: TAKING_AWAY,
  },
  'an administrator behind a boundary': {
    office: () => [allow('*'), deny('iam:Grant')],
    bounded: true,
    leftOut: TAKING_AWAY,
  },
};

let empty: StoredState | undefined;

/** The search for one office, in a realm made anew. */
async function search(name: string, check: 'real' | 'off', enough?: number): Promise<SearchResult> {
  const { realm, registry } = under;
  const known = offices[name];
  if (known === undefined) throw new Error(`There is no office ${name}.`);
  empty ??= Array.from({ length: 6 }, () => []);
  await writeState(realm, empty);
  const world = await createWorld(
    realm,
    servicesOn(registry, check === 'off' ? noGrantCheck : undefined),
    known,
  );
  const granted = new Set(known.granted ?? []);
  return searchEscalations(world, { depth: DEPTH, granted, enough, leftOut: known.leftOut });
}

describe('nothing that an administrator does gives anybody what he did not hold himself', () => {
  test.each(Object.keys(offices))('%s', async (name) => {
    const { escalations, states, tried, done } = await search(name, 'real');
    console.log(`${name}: ${states} states, ${tried} mutations tried, ${done} done, depth ${DEPTH}`);
    expect(escalations).toEqual([]);
  });
});

describe('the search finds what the check prevents', () => {
  test.each(Object.keys(offices).filter((name) => name !== 'the owner of a group'))('%s', async (name) => {
    const { escalations } = await search(name, 'off', 1);
    expect(escalations.length).toBeGreaterThan(0);
    console.log(`${name}, without the check: ${JSON.stringify(escalations[0])}`);
  });
});
