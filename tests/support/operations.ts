import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

/** One root field of the schema as a document that a server can run. */
export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly field: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const SOME_ID = '0192d1f0-0000-7000-8000-000000000001';

/** The least value that a type accepts. */
function exampleOf(type: GraphQLInputType, name: string): unknown {
  if (isNonNullType(type)) return exampleOf(type.ofType, name);
  if (isListType(type)) return [exampleOf(type.ofType, name)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const required = type.isOneOf ? fields.slice(0, 1) : fields.filter((field) => isNonNullType(field.type));
    return Object.fromEntries(
      required
        .filter((field) => field.defaultValue === undefined)
        .map((field) => [field.name, exampleOf(field.type, field.name)]),
    );
  }
  if (type.name === 'PolicyDocument') {
    return { Version: '2012-10-17', Statement: { Effect: 'Deny', Action: 'none:None', Resource: '*' } };
  }
  if (type.name === 'Int' || type.name === 'Float') return 1;
  if (type.name === 'Boolean') return true;
  if (type.name === 'ID' || /id$/i.test(name)) return SOME_ID;
  if (name === 'path') return '/somewhere';
  return /slug|confirm/.test(name) ? 'nowhere' : 'somebody@example.com';
}

/** A selection that any answer of the type satisfies; errors show their code. */
function selectionOf(type: GraphQLOutputType): string {
  if (isNonNullType(type) || isListType(type)) return selectionOf(type.ofType as GraphQLOutputType);
  if (isLeafType(type)) return '';
  if (isUnionType(type)) {
    const errors = type.getTypes().filter((member) => 'code' in member.getFields());
    const bulk = type.getTypes().filter(hasErrorOfEach);
    const selections = [
      ...errors.map((member) => `... on ${member.name} { code }`),
      ...bulk.map((member) => `... on ${member.name} { results { error { code } } }`),
    ];
    return `{ __typename ${selections.join(' ')} }`;
  }
  return isObjectType(type) || isInterfaceType(type) ? '{ __typename }' : '';
}

/** Bulk operations answer each item; what is wrong with one is only there. */
function hasErrorOfEach(type: GraphQLObjectType): boolean {
  const results = type.getFields()['results'];
  const item = results === undefined ? undefined : getNamedType(results.type);
  return isObjectType(item) && 'error' in item.getFields();
}

function operationOf(kind: Operation['kind'], field: GraphQLField<unknown, unknown>): Operation {
  // Where a thing can be named in several ways, all are optional: then by its id.
  const args = field.args.filter(
    (arg) =>
      (isNonNullType(arg.type) && arg.defaultValue === undefined) || /^(?:id|accountId)$/.test(arg.name),
  );
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return {
    kind,
    field: field.name,
    document: `${kind}${declared && ` (${declared})`} { ${field.name}${passed && `(${passed})`} ${selectionOf(field.type)} }`,
    variables: Object.fromEntries(args.map((arg) => [arg.name, exampleOf(arg.type, arg.name)])),
  };
}

/** Every query, mutation and subscription of the schema, each with the least that it needs. */
export function everyOperation(schema: GraphQLSchema): readonly Operation[] {
  const fieldsOf = (kind: Operation['kind']): readonly Operation[] => {
    const type = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[kind];
    return Object.values(type?.getFields() ?? {}).map((field) => operationOf(kind, field));
  };
  return [...fieldsOf('query'), ...fieldsOf('mutation'), ...fieldsOf('subscription')];
}
