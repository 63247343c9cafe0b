import { readFileSync } from 'node:fs';

/** A JSON Schema, as far as examples need it. */
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minLength?: number;
}

interface OpenApiOperation {
  readonly security?: readonly Record<string, unknown>[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

/** One route of the OpenAPI document, with the least that it accepts. */
export interface RestRoute {
  readonly method: string;
  readonly path: string;
  /** The names of the security schemes that it takes; none for a public route. */
  readonly security: readonly string[];
  readonly mediaType: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Any UUIDv7 that no store holds. */
export const SOME_ID = '0192d1f0-0000-7000-8000-000000000001';

/** The least value that a schema accepts. */
function exampleOf(schema: JsonSchema, name: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return exampleOf(schema.anyOf[0] ?? {}, name);
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((field) => [field, exampleOf(schema.properties?.[field] ?? {}, field)]),
      );
    case 'array':
      return [exampleOf(schema.items ?? {}, name)];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      return name.endsWith('Id') ? SOME_ID : 'somebody@example.com'.padEnd(schema.minLength ?? 0, 'x');
  }
}

/** Every route of schema/openapi.json that lies in a realm. */
export function everyRoute(): readonly RestRoute[] {
  const document = JSON.parse(readFileSync('schema/openapi.json', 'utf8')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  };
  return Object.entries(document.paths)
    .filter(([path]) => path.includes('/realms/{realm}'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const [mediaType, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
        return {
          method: method.toUpperCase(),
          path,
          security: (operation.security ?? []).flatMap((scheme) => Object.keys(scheme)),
          mediaType,
          body: exampleOf(content?.schema ?? {}, 'body') as Readonly<Record<string, unknown>>,
        };
      }),
    );
}
