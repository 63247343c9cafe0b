import { InvalidInputError } from '../../kernel/errors.js';
import { textProblem } from '../../kernel/text.js';
import { RESOURCE_TYPE } from '../resources/resource-name.js';
import { RESOURCE_ID_MAX, RESOURCE_TYPE_MAX } from '../resources/resource.input.js';
import {
  ACTION_NAME_MAX,
  MAX_EVALUATIONS,
  MAX_PROPERTIES,
  SUBJECT_ID_MAX,
  SUBJECT_TYPE_MAX,
  TOO_MANY_PROPERTIES,
} from './authzen.input.js';
import {
  SEMANTICS,
  type Action,
  type Evaluation,
  type Evaluations,
  type Properties,
  type Resource,
  type Semantic,
  type Subject,
} from './evaluation.js';

/*
 * The shapes of authzen.input.ts by hand, for the path on which every microsecond counts: they take and refuse the
 * same bodies (tests/unit/authzen/read-evaluation.test.ts), and answer the first fault only.
 */

type Path = readonly (string | number)[];

/** @throws InvalidInputError that names the member */
export function readEvaluation(body: unknown): Evaluation {
  return complete(partly(members(body, []), []), {}, []);
}

/**
 * Several evaluations with the defaults of the top filled in; without `evaluations`, or with none, the one at the top.
 * A fault of an item is that item's alone (7.2.1).
 *
 * @throws InvalidInputError that names the member
 */
export function readEvaluations(body: unknown): Evaluation | Evaluations {
  const asked = members(body, []);
  const semantic = readSemantic(asked['options']);
  const defaults = partly(asked, []);
  const items = asked['evaluations'] ?? [];
  if (!Array.isArray(items)) throw fault(['evaluations'], 'must be an array');
  if (items.length > MAX_EVALUATIONS) throw fault(['evaluations'], `must be at most ${MAX_EVALUATIONS}`);
  if (items.length === 0) return complete(defaults, {}, []);
  const evaluations = items.map((item: unknown, index) => readItem(item, defaults, ['evaluations', index]));
  return { evaluations, semantic };
}

type PartOf<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What a body or an item says, checked; what it leaves out may come from elsewhere. */
type Partly = { readonly [K in keyof Evaluation]?: PartOf<NonNullable<Evaluation[K]>> | undefined };

function readItem(item: unknown, defaults: Partly, path: Path): Evaluation | InvalidInputError {
  try {
    return complete(partly(members(item, path), path), defaults, path);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

function partly({ subject, action, resource, context }: Properties, path: Path): Partly {
  return {
    subject: given(subject) ? readEntity(subject, SUBJECT, [...path, 'subject']) : undefined,
    action: given(action) ? readAction(action, [...path, 'action']) : undefined,
    resource: given(resource) ? readResource(resource, [...path, 'resource']) : undefined,
    context: readProperties(context, [...path, 'context']),
  };
}

/** What an item says of a member replaces the whole default, which only lends what every such member must have. */
function complete(own: Partly, defaults: Partly, path: Path): Evaluation {
  const { subject = defaults.subject, action = defaults.action, resource = defaults.resource } = own;
  return {
    subject: {
      type: required(subject?.type ?? defaults.subject?.type, path, 'subject', 'type'),
      id: required(subject?.id ?? defaults.subject?.id, path, 'subject', 'id'),
      properties: subject?.properties,
    },
    action: {
      name: required(action?.name ?? defaults.action?.name, path, 'action', 'name'),
      properties: action?.properties,
    },
    resource: {
      type: required(resource?.type ?? defaults.resource?.type, path, 'resource', 'type'),
      id: required(resource?.id ?? defaults.resource?.id, path, 'resource', 'id'),
      properties: resource?.properties,
    },
    context: own.context ?? defaults.context,
  };
}

function required(value: string | undefined, path: Path, member: string, name: string): string {
  if (value === undefined) throw fault([...path, member, name], 'is missing');
  return value;
}

interface EntityLimits {
  readonly type: number;
  readonly id: number;
}

const SUBJECT: EntityLimits = { type: SUBJECT_TYPE_MAX, id: SUBJECT_ID_MAX };
const RESOURCE: EntityLimits = { type: RESOURCE_TYPE_MAX, id: RESOURCE_ID_MAX };

function readEntity(value: unknown, limits: EntityLimits, path: Path): PartOf<Subject> {
  const { type, id, properties } = members(value, path);
  return {
    type: readText(type, limits.type, path, 'type'),
    id: readText(id, limits.id, path, 'id'),
    properties: readProperties(properties, [...path, 'properties']),
  };
}

function readAction(value: unknown, path: Path): PartOf<Action> {
  const { name, properties } = members(value, path);
  return {
    name: readText(name, ACTION_NAME_MAX, path, 'name'),
    properties: readProperties(properties, [...path, 'properties']),
  };
}

function readResource(value: unknown, path: Path): PartOf<Resource> {
  const resource = readEntity(value, RESOURCE, path);
  if (resource.type !== undefined && !RESOURCE_TYPE.test(resource.type)) {
    throw fault(
      [...path, 'type'],
      'must be letters, digits, "_" and "-", or two such parts with a "/" between them',
    );
  }
  return resource;
}

function readSemantic(options: unknown): Semantic {
  if (!given(options)) return 'execute_all';
  if (!isObject(options)) throw fault(['options'], 'must be an object');
  const { evaluations_semantic: semantic } = options;
  if (!given(semantic)) return 'execute_all';
  const known = SEMANTICS.find((one) => one === semantic);
  if (known === undefined)
    throw fault(['options', 'evaluations_semantic'], `must be one of ${SEMANTICS.join(', ')}`);
  return known;
}

function readText(value: unknown, max: number, path: Path, name: string): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw fault([...path, name], 'must be a text');
  const problem = textProblem(value, { max });
  if (problem !== undefined) throw fault([...path, name], problem);
  return value;
}

function readProperties(value: unknown, path: Path): Properties | undefined {
  if (!given(value)) return undefined;
  if (!isObject(value)) throw fault(path, 'must be an object');
  if (Object.keys(value).length > MAX_PROPERTIES) throw fault(path, TOO_MANY_PROPERTIES);
  return value;
}

/** The members of an object; those that nobody knows here are for others to read (10.1.1). */
function members(value: unknown, path: Path): Properties {
  if (!isObject(value)) throw fault(path, 'must be an object');
  return value;
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isObject(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(path: Path, message: string): InvalidInputError {
  return new InvalidInputError([{ path, message }]);
}
