import { conclude } from './conclude.js';
import type { Missing, Verdict } from './conclude.js';
import type { NamedDocument, PolicyDocument } from './document.js';
import { DecisionRequestError } from './errors.js';
import { askLayer, layerApplies } from './layers.js';
import type { Layer, LayerName, LayerResult, MatchedStatement } from './layers.js';
import { compilePolicy, CompiledPolicy } from './policy.js';
import { PolicySet } from './policy-set.js';
import { PreparedRequest } from './request.js';
import type { DecisionRequest } from './request.js';

/**
 * A document with its name, or what `compilePolicy` or `new PolicySet` made of some.
 * A document without a name is called after its layer.
 */
export type PolicySource = NamedDocument | PolicyDocument | CompiledPolicy | PolicySet;

export interface GuardrailLevel {
  readonly applies: 'principal' | 'resource';
  readonly policies: readonly PolicySource[];
}

/** A question and everything that can answer it. A layer that is left out, null or empty does not exist. */
export interface DecisionInput {
  readonly request: DecisionRequest | PreparedRequest;
  readonly identityPolicies?: readonly PolicySource[] | null | undefined;
  readonly resourcePolicy?: PolicySource | null | undefined;
  /** Each must allow. */
  readonly permissionBoundaries?: readonly PolicySource[] | null | undefined;
  readonly sessionPolicy?: PolicySource | null | undefined;
  /** In each level some policy must allow. */
  readonly guardrails?: readonly GuardrailLevel[] | null | undefined;
}

export interface Decision {
  readonly decision: Verdict;
  /** Every statement that applies, of either effect. */
  readonly matched: readonly MatchedStatement[];
  /** Empty when allowed. */
  readonly missing: readonly Missing[];
}

/**
 * Answers "may they?". Pure: the same input always gets the same answer.
 *
 * @throws PolicyDocumentError or DecisionRequestError, before anything is decided; treat either as a deny
 */
export function decide(input: DecisionInput): Decision {
  const request = prepare(input.request);
  const layers = readLayers(input);
  const bounded = layers.some((layer) => layer.name === 'permissionBoundaries');
  const matched: MatchedStatement[] = [];
  const results: LayerResult[] = [];
  for (const layer of layers) {
    if (layerApplies(layer, request.principal)) results.push(askLayer(layer, request, bounded, matched));
  }
  const { decision, missing } = conclude(request, results);
  return { decision, matched, missing };
}

export function prepare(request: DecisionRequest | PreparedRequest): PreparedRequest {
  return request instanceof PreparedRequest ? request : new PreparedRequest(request);
}

/** Compiles what is not compiled yet, and names the layers. */
export function readLayers(input: DecisionInput): readonly Layer[] {
  const layers: Layer[] = [];
  listOf(input.guardrails, '/guardrails').forEach(({ applies, policies }, level) => {
    checkApplies(applies, level);
    layers.push(layerOf('guardrails', listOf(policies, `/guardrails/${level}/policies`), level, applies));
  });
  const identityPolicies = listOf(input.identityPolicies, '/identityPolicies');
  if (identityPolicies.length > 0) layers.push(layerOf('identityPolicies', identityPolicies));
  if (input.resourcePolicy) layers.push(layerOf('resourcePolicy', [input.resourcePolicy]));
  listOf(input.permissionBoundaries, '/permissionBoundaries').forEach((boundary, level) => {
    layers.push(layerOf('permissionBoundaries', [boundary], level));
  });
  if (input.sessionPolicy) layers.push(layerOf('sessionPolicy', [input.sessionPolicy]));
  return layers;
}

/** One policy where a list belongs must not silently become none: its Deny would be lost. */
function listOf<T>(value: readonly T[] | null | undefined, pointer: string): readonly T[] {
  if (value === null || value === undefined) return [];
  const given: unknown = value;
  if (!Array.isArray(given)) throw new DecisionRequestError(pointer, 'must be a list');
  return value;
}

function layerOf(
  name: LayerName,
  sources: readonly PolicySource[],
  level?: number,
  applies?: 'principal' | 'resource',
): Layer {
  return { name, level, applies, sets: sources.map((source) => toSet(source, name)) };
}

/** A misspelt level must not silently become one that applies to less. */
function checkApplies(applies: unknown, level: number): void {
  if (applies === 'principal' || applies === 'resource') return;
  throw new DecisionRequestError(`/guardrails/${level}/applies`, 'must be "principal" or "resource"');
}

function toSet(source: PolicySource, layer: LayerName): PolicySet {
  if (source instanceof PolicySet) return source;
  if (source instanceof CompiledPolicy) return new PolicySet([source]);
  const named = isNamed(source) ? source : { name: layer, document: source };
  return new PolicySet([compilePolicy(named, layer === 'resourcePolicy' ? 'resource' : 'identity')]);
}

function isNamed(source: NamedDocument | PolicyDocument): source is NamedDocument {
  // Callers in plain JavaScript can pass anything, JSON text too; what is no document the parser says.
  const given: unknown = source;
  return typeof given === 'object' && given !== null && 'document' in given;
}
