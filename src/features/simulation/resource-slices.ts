import type { ClientSession } from 'mongoose';
import type { ContextValues, PolicySet } from '../../decision/public.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { ResourcePolicyDocument } from '../authorization/authority-reads.js';
import type { CompiledPolicies } from '../authorization/compiled-policies.js';
import { resourcePolicySets } from '../decisions/resource-policies.js';
import { factsOf, NO_FACTS } from '../resources/resource-facts.js';
import type { Resource } from '../resources/resource.js';

/** What decisions need of a resource, as it is and as a draft has it. */
export interface ComparedResource {
  readonly name: string;
  readonly facts: ContextValues;
  readonly before: PolicySet | undefined;
  readonly after: PolicySet | undefined;
}

/** What is known of resources, inside a snapshot. */
export interface ResourceReads {
  readonly behind: (
    realm: RealmHandle,
    query: { readonly after?: string | undefined; readonly first: number },
    session: ClientSession,
  ) => Promise<readonly Resource[]>;
  readonly named: (
    realm: RealmHandle,
    names: readonly string[],
    session: ClientSession,
  ) => Promise<readonly Resource[]>;
}

type PolicyReads = (
  realm: RealmHandle,
  names: readonly string[],
  session: ClientSession,
) => Promise<readonly ResourcePolicyDocument[]>;

export interface ResourceSlicesDeps {
  readonly realm: RealmHandle;
  readonly session: ClientSession;
  readonly reads: ResourceReads;
  readonly policies: CompiledPolicies;
  /** The policies of resources as they are, and as the draft has them. */
  readonly before: PolicyReads;
  readonly after: PolicyReads;
  /** The resources to compare; left out, those that are registered. */
  readonly given: readonly string[] | undefined;
  /** Resources whose policy the draft changes: compared whether registered or not. */
  readonly changed: readonly string[];
}

/** Resources by name, read in slices that a page's principals share. */
export interface ResourceSlices {
  all(after: string | undefined): AsyncGenerator<ComparedResource>;
  /** Only those whose policy the draft changes. */
  changed(after: string | undefined): AsyncGenerator<ComparedResource>;
}

const SLICE = 200;

interface Slice {
  readonly resources: readonly ComparedResource[];
  readonly complete: boolean;
}

export function createResourceSlices(deps: ResourceSlicesDeps): ResourceSlices {
  const { realm, session, reads, policies, given } = deps;
  const names = given && [...new Set(given)].sort();
  const changed = [...new Set(deps.changed)].filter((name) => names?.includes(name) ?? true).sort();
  const slices = new Map<string | undefined, Promise<Slice>>();
  let changedResources: Promise<readonly ComparedResource[]> | undefined;

  async function compared(
    registered: readonly Resource[],
    wanted: readonly string[],
  ): Promise<readonly ComparedResource[]> {
    if (wanted.length === 0) return [];
    const before = resourcePolicySets(policies, realm.id, await deps.before(realm, wanted, session));
    const after = resourcePolicySets(policies, realm.id, await deps.after(realm, wanted, session));
    const facts = new Map(registered.map((resource) => [resource.name, factsOf(resource)]));
    return wanted.map((name) => ({
      name,
      facts: facts.get(name) ?? NO_FACTS,
      before: before.get(name),
      after: after.get(name),
    }));
  }

  async function readSlice(after: string | undefined): Promise<Slice> {
    if (names !== undefined) {
      const rest = names.filter((name) => after === undefined || name > after);
      const wanted = rest.slice(0, SLICE);
      const registered = await reads.named(realm, wanted, session);
      return {
        resources: await compared(registered, wanted),
        complete: wanted.length === rest.length,
      };
    }
    const registered = await reads.behind(realm, { after, first: SLICE }, session);
    const complete = registered.length < SLICE;
    const last = registered.at(-1)?.name;
    const beside = changed.filter(
      (name) => (after === undefined || name > after) && (complete || (last !== undefined && name <= last)),
    );
    const wanted = [...new Set([...registered.map(({ name }) => name), ...beside])].sort();
    return { resources: await compared(registered, wanted), complete };
  }

  function sliceBehind(after: string | undefined): Promise<Slice> {
    const known = slices.get(after) ?? readSlice(after);
    slices.set(after, known);
    return known;
  }

  return {
    async *all(after) {
      for (let from = after; ;) {
        const { resources, complete } = await sliceBehind(from);
        yield* resources;
        if (complete) return;
        from = resources.at(-1)?.name;
      }
    },
    async *changed(after) {
      changedResources ??= reads
        .named(realm, changed, session)
        .then((registered) => compared(registered, changed));
      for (const resource of await changedResources) {
        if (after === undefined || resource.name > after) yield resource;
      }
    },
  };
}
