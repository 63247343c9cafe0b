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
  const { subject, action, resource, context } = members(body, EVALUATION, []);
  return {
    subject: readSubject(subject, ['subject']),
    action: readAction(action, ['action']),
    resource: readResource(resource, ['resource']),
    context: readProperties(context, ['context']),
  };
}

/**
 * Several evaluations with the defaults of the top filled in; without `evaluations`, or with none, the one at the top.
 *
 * @throws InvalidInputError that names the member
 */
export function readEvaluations(body: unknown): Evaluations & { readonly single: boolean } {
  const { subject, action, resource, context, evaluations, options } = members(body, EVALUATIONS, []);
  const semantic = readSemantic(options);
  const defaults = {
    subject: given(subject) ? readSubject(subject, ['subject']) : undefined,
    action: given(action) ? readAction(action, ['action']) : undefined,
    resource: given(resource) ? readResource(resource, ['resource']) : undefined,
    context: readProperties(context, ['context']),
  };
  const items: unknown = evaluations ?? [];
  if (!Array.isArray(items)) throw fault(['evaluations'], 'must be an array');
  if (items.length > MAX_EVALUATIONS) throw fault(['evaluations'], `must be at most ${MAX_EVALUATIONS}`);
  const read = items.map((item: unknown, index) => readItem(item, defaults, ['evaluations', index]));
  return {
    evaluations: items.length === 0 ? [complete(defaults, [])] : read,
    semantic,
    single: items.length === 0,
  };
}

const EVALUATION: ReadonlySet<string> = new Set(['subject', 'action', 'resource', 'context']);
const EVALUATIONS: ReadonlySet<string> = new Set([...EVALUATION, 'evaluations', 'options']);
const ENTITY: ReadonlySet<string> = new Set(['type', 'id', 'properties']);
const ACTION: ReadonlySet<string> = new Set(['name', 'properties']);

type Partly = { readonly [K in keyof Evaluation]: Evaluation[K] | undefined };

function readItem(item: unknown, defaults: Partly, path: Path): Evaluation {
  const { subject, action, resource, context } = members(item, EVALUATION, path);
  const own: Partly = {
    subject: given(subject) ? readSubject(subject, [...path, 'subject']) : defaults.subject,
    action: given(action) ? readAction(action, [...path, 'action']) : defaults.action,
    resource: given(resource) ? readResource(resource, [...path, 'resource']) : defaults.resource,
    context: given(context) ? readProperties(context, [...path, 'context']) : defaults.context,
  };
  return complete(own, path);
}

function complete({ subject, action, resource, context }: Partly, path: Path): Evaluation {
  if (subject === undefined) throw fault([...path, 'subject'], 'is missing');
  if (action === undefined) throw fault([...path, 'action'], 'is missing');
  if (resource === undefined) throw fault([...path, 'resource'], 'is missing');
  return { subject, action, resource, context };
}

function readSubject(value: unknown, path: Path): Subject {
  const { type, id, properties } = members(value, ENTITY, path);
  return {
    type: readText(type, SUBJECT_TYPE_MAX, path, 'type'),
    id: readText(id, SUBJECT_ID_MAX, path, 'id'),
    properties: readProperties(properties, [...path, 'properties']),
  };
}

function readAction(value: unknown, path: Path): Action {
  const { name, properties } = members(value, ACTION, path);
  return {
    name: readText(name, ACTION_NAME_MAX, path, 'name'),
    properties: readProperties(properties, [...path, 'properties']),
  };
}

function readResource(value: unknown, path: Path): Resource {
  const { type, id, properties } = members(value, ENTITY, path);
  const kind = readText(type, RESOURCE_TYPE_MAX, path, 'type');
  if (!RESOURCE_TYPE.test(kind)) {
    throw fault(
      [...path, 'type'],
      'must be letters, digits, "_" and "-", or two such parts with a "/" between them',
    );
  }
  return {
    type: kind,
    id: readText(id, RESOURCE_ID_MAX, path, 'id'),
    properties: readProperties(properties, [...path, 'properties']),
  };
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

function readText(value: unknown, max: number, path: Path, name: string): string {
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

/** The members of an object that has no others. */
function members(value: unknown, known: ReadonlySet<string>, path: Path): Properties {
  if (!isObject(value)) throw fault(path, 'must be an object');
  for (const key in value) if (!known.has(key)) throw fault([...path, key], 'is not known here');
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
