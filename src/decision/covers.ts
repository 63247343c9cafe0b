import type { Condition } from './condition.js';
import { readLayers } from './decide.js';
import type { DecisionInput, PolicySource } from './decide.js';
import type { Layer } from './layers.js';
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

/** One action pattern on one resource pattern of an Allow, under its conditions. */
interface Unit {
  readonly action: Selection<ActionPattern>;
  readonly resource: Selection<ResourcePattern>;
  readonly conditions: readonly Condition[];
}

/**
 * Does the actor surely hold all that these policies would give to somebody else? Empty when so; otherwise
 * what is not covered, and why. Conservative: an Allow is covered by one Allow of the actor with the same
 * conditions or none; each boundary, the session policy and each level of guardrails must have such an Allow
 * too, and no Deny of the actor may touch it. What cannot be compared is not covered.
 *
 * @throws PolicyDocumentError
 */
export function uncovered(passed: readonly PolicySource[], actor: ActorPolicies): readonly Uncovered[] {
  const layers = readLayers({ ...actor, request: NO_REQUEST });
  // Without identity policies the actor holds nothing that it could pass on.
  const asked = layers.some(({ name }) => name === 'identityPolicies')
    ? layers
    : [...layers, { name: 'identityPolicies', level: undefined, applies: undefined, sets: [] } as const];
  const [given] = readLayers({ request: NO_REQUEST, identityPolicies: passed });
  return statementsOf(given)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => {
      const reason = whyUncovered(statement, asked);
      if (reason === undefined) return [];
      const { policy, index, sid } = statement;
      return [{ policy, statement: index, ...(sid === undefined ? {} : { sid }), reason }];
    });
}

const NO_REQUEST = { principal: null, action: 'none:None', resource: 'none' };

function whyUncovered(statement: Statement, layers: readonly Layer[]): string | undefined {
  for (const action of splitSelection(actionSelection(statement))) {
    for (const resource of splitSelection(resourceSelection(statement))) {
      const unit: Unit = { action, resource, conditions: statement.conditions };
      for (const layer of layers) {
        const reason = whyLayerRefuses(unit, layer);
        if (reason !== undefined) return reason;
      }
    }
  }
  return undefined;
}

function whyLayerRefuses(unit: Unit, layer: Layer): string | undefined {
  const where = layer.level === undefined ? layer.name : `${layer.name} ${layer.level}`;
  const what = `${describe(unit.action)} on ${describe(unit.resource)}`;
  const statements = statementsOf(layer);
  const deny = statements.find((one) => one.effect === 'Deny' && denyTouches(one, unit));
  if (deny !== undefined) return `${what}: a Deny of policy "${deny.policy}" (${where}) can touch it.`;
  if (unlimitedOf(layer).some((one) => one.effect === 'Allow' && allowCovers(one, unit))) return undefined;
  return `${what}: no single Allow (${where}) covers it.`;
}

function denyTouches(deny: Statement, unit: Unit): boolean {
  return (
    touches(actionSelection(deny), unit.action, actionRelations) &&
    touches(resourceSelection(deny), unit.resource, resourceRelations)
  );
}

function allowCovers(allow: Statement, unit: Unit): boolean {
  return (
    allow.principal === undefined &&
    selects(actionSelection(allow), unit.action, actionRelations) &&
    selects(resourceSelection(allow), unit.resource, resourceRelations) &&
    allow.conditions.every(
      (condition) => isTransferable(condition) && unit.conditions.some((other) => isSame(condition, other)),
    )
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

function statementsOf(layer: Layer | undefined): readonly Statement[] {
  return (layer?.sets ?? []).flatMap((set) => set.policies.flatMap((policy) => policy.statements));
}

/** What only counts within a limit is not surely held. */
function unlimitedOf({ sets }: Layer): readonly Statement[] {
  return sets
    .filter(({ limits }) => limits.length === 0)
    .flatMap((set) => set.policies.flatMap((policy) => policy.statements));
}

function describe({ negated, patterns }: Selection<{ readonly text: string }>): string {
  const texts = patterns.map(({ text }) => text).join(', ');
  if (!negated) return texts;
  return texts === '' ? 'everything' : `everything but ${texts}`;
}
