import type { Condition } from './condition.js';
import { readLayers } from './decide.js';
import type { DecisionInput, PolicySource } from './decide.js';
import {
  actionRelations,
  actionSelection,
  resourceRelations,
  resourceSelection,
  selects,
  splitSelection,
  touches,
} from './pattern-relations.js';
import type { Selection } from './pattern-relations.js';
import type { PolicySet } from './policy-set.js';
import type { ResourcePattern } from './resource.js';
import type { ActionPattern, Statement } from './statement.js';

/** Everything that says what the actor may do. */
export type ActorPolicies = Pick<
  DecisionInput,
  'identityPolicies' | 'permissionBoundaries' | 'sessionPolicy' | 'guardrails'
>;

/** An Allow that would pass on more than the actor surely has. */
export interface Uncovered {
  readonly policy: string;
  readonly statement: number;
  readonly sid?: string;
  readonly reason: string;
}

/** What one statement gives, or one action pattern of it on one resource pattern. */
interface Unit {
  readonly action: Selection<ActionPattern>;
  readonly resource: Selection<ResourcePattern>;
  readonly conditions: readonly Condition[];
}

/** A layer of the actor, laid out once for all that is compared with it. */
interface AskedLayer {
  readonly where: string;
  readonly denies: readonly Statement[];
  /** What only counts within a limit is not surely held, nor what only some principals have. */
  readonly allows: readonly Statement[];
}

/** A statement with more pairs of action and resource than this is compared as a whole and not pair by pair. */
const MAX_PAIRS = 10_000;

/**
 * Does the actor surely hold all that these policies would give to somebody else? Empty when so; otherwise
 * what is not covered, and why. Conservative: an Allow is covered by one Allow of the actor with the same
 * conditions or none; each boundary, the session policy and each level of guardrails must have such an Allow
 * too, and no Deny of the actor may touch it. What cannot be compared is not covered; nor is a statement of very
 * many actions on very many resources which no single Allow covers.
 *
 * @throws PolicyDocumentError
 */
export function uncovered(passed: readonly PolicySource[], actor: ActorPolicies): readonly Uncovered[] {
  return [...findUncovered(passed, askedLayers(actor))];
}

/**
 * The same question about one actor and many things, answered with yes or no: what is not covered ends the search.
 *
 * @throws PolicyDocumentError
 */
export function coverage(actor: ActorPolicies): (passed: readonly PolicySource[]) => boolean {
  const asked = askedLayers(actor);
  return (passed) => findUncovered(passed, asked).next().done === true;
}

const NO_REQUEST = { principal: null, action: 'none:None', resource: 'none' };

function askedLayers(actor: ActorPolicies): readonly AskedLayer[] {
  const layers = readLayers({ ...actor, request: NO_REQUEST });
  // Without identity policies the actor holds nothing that it could pass on.
  const asked = layers.some(({ name }) => name === 'identityPolicies')
    ? layers
    : [...layers, { name: 'identityPolicies', level: undefined, applies: undefined, sets: [] } as const];
  return asked.map((layer) => ({
    where: layer.level === undefined ? layer.name : `${layer.name} ${layer.level}`,
    denies: statementsOf(layer.sets).filter(({ effect }) => effect === 'Deny'),
    allows: statementsOf(layer.sets.filter(({ limits }) => limits.length === 0)).filter(
      ({ effect, principal }) => effect === 'Allow' && principal === undefined,
    ),
  }));
}

function* findUncovered(
  passed: readonly PolicySource[],
  asked: readonly AskedLayer[],
): Generator<Uncovered, undefined> {
  const [given] = readLayers({ request: NO_REQUEST, identityPolicies: passed });
  for (const statement of statementsOf(given?.sets ?? [])) {
    if (statement.effect !== 'Allow') continue;
    const reason = whyUncovered(statement, asked);
    if (reason === undefined) continue;
    const { policy, index, sid } = statement;
    yield { policy, statement: index, ...(sid === undefined ? {} : { sid }), reason };
  }
  return undefined;
}

function whyUncovered(statement: Statement, asked: readonly AskedLayer[]): string | undefined {
  const whole: Unit = {
    action: distinct(actionSelection(statement)),
    resource: distinct(resourceSelection(statement)),
    conditions: statement.conditions,
  };
  if (isCovered(whole, asked)) return undefined;
  const actions = splitSelection(whole.action);
  const resources = splitSelection(whole.resource);
  const pairs = actions.length * resources.length;
  if (pairs > MAX_PAIRS) {
    return `${pairs} pairs of action and resource: at most ${MAX_PAIRS} are compared one by one, and no single Allow covers all.`;
  }
  // Each pattern is compared with each statement once, not once for each pattern of the other dimension.
  const byResource = resources.map((resource) => ({
    resource,
    touches: remembered((deny) => touches(resourceSelection(deny), resource, resourceRelations)),
    covers: remembered((allow) => selects(resourceSelection(allow), resource, resourceRelations)),
  }));
  for (const action of actions) {
    const layers = asked.map(({ where, denies, allows }) => ({
      where,
      denies: denies.filter((deny) => touches(actionSelection(deny), action, actionRelations)),
      allows: allows.filter(
        (allow) =>
          conditionsCover(allow, statement) && selects(actionSelection(allow), action, actionRelations),
      ),
    }));
    for (const { resource, ...relations } of byResource) {
      for (const { where, denies, allows } of layers) {
        const deny = denies.find(relations.touches);
        if (deny === undefined && allows.some(relations.covers)) continue;
        return refusalText({ action, resource }, where, deny);
      }
    }
  }
  return undefined;
}

/** One Allow of each layer holds all of it, and no Deny can touch it. */
function isCovered(unit: Unit, asked: readonly AskedLayer[]): boolean {
  return asked.every(
    ({ denies, allows }) =>
      !denies.some((deny) => denyTouches(deny, unit)) && allows.some((allow) => allowCovers(allow, unit)),
  );
}

function refusalText(
  { action, resource }: Pick<Unit, 'action' | 'resource'>,
  where: string,
  deny: Statement | undefined,
): string {
  const what = `${describe(action)} on ${describe(resource)}`;
  if (deny === undefined) return `${what}: no single Allow (${where}) covers it.`;
  return `${what}: a Deny of policy "${deny.policy}" (${where}) can touch it.`;
}

function remembered(relation: (statement: Statement) => boolean): (statement: Statement) => boolean {
  const known = new Map<Statement, boolean>();
  return (statement) => {
    const answer = known.get(statement) ?? relation(statement);
    known.set(statement, answer);
    return answer;
  };
}

function distinct<P extends { readonly text: string }>({ negated, patterns }: Selection<P>): Selection<P> {
  return { negated, patterns: [...new Map(patterns.map((pattern) => [pattern.text, pattern])).values()] };
}

function denyTouches(deny: Statement, unit: Unit): boolean {
  return (
    touches(actionSelection(deny), unit.action, actionRelations) &&
    touches(resourceSelection(deny), unit.resource, resourceRelations)
  );
}

function allowCovers(allow: Statement, unit: Unit): boolean {
  return (
    conditionsCover(allow, unit) &&
    selects(actionSelection(allow), unit.action, actionRelations) &&
    selects(resourceSelection(allow), unit.resource, resourceRelations)
  );
}

function conditionsCover(allow: Statement, { conditions }: Pick<Unit, 'conditions'>): boolean {
  return allow.conditions.every(
    (condition) => isTransferable(condition) && conditions.some((other) => isSame(condition, other)),
  );
}

/** Keys that speak of who asks: the same words mean somebody else once the power is passed on. */
const ABOUT_THE_PRINCIPAL =
  /^aws:(?:principal|user(?:id|name)$|multifactorauth|tokenissuetime|federatedprovider|sourceidentity|groups|roles|role|session|realm)/;

function isTransferable({ canonicalKey, values }: Condition): boolean {
  return !ABOUT_THE_PRINCIPAL.test(canonicalKey) && !values.some((value) => value.includes('${'));
}

function isSame(a: Condition, b: Condition): boolean {
  if (a.operator.toLowerCase() !== b.operator.toLowerCase() || a.canonicalKey !== b.canonicalKey)
    return false;
  const values = new Set(a.values);
  return values.size === new Set(b.values).size && b.values.every((value) => values.has(value));
}

function statementsOf(sets: readonly PolicySet[]): readonly Statement[] {
  return sets.flatMap((set) => set.policies.flatMap((policy) => policy.statements));
}

function describe({ negated, patterns }: Selection<{ readonly text: string }>): string {
  const texts = patterns.map(({ text }) => text).join(', ');
  if (!negated) return texts;
  return texts === '' ? 'everything' : `everything but ${texts}`;
}
