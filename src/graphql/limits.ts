import {
  GraphQLError,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { MAX_FRAGMENT_SPREADS, MAX_REPEATED_FIELDS, overlapsOf } from './overlaps.js';

/** Characters of a document. Real ones have a few thousand. */
export const MAX_DOCUMENT_LENGTH = 64_000;
/** Tokens of a document, counted while it is parsed. */
export const MAX_TOKENS = 4000;
/** Levels of fields; an introspection query has 15. */
export const MAX_DEPTH = 16;
/** Brackets of any kind that are open at once: fields, arguments and values. */
export const MAX_NESTING = 64;
/** Aliased fields of an operation, its fragments included as often as they are spread. */
export const MAX_ALIASES = 50;
/** Fields on the top level of an operation: each mutation is a write. */
export const MAX_ROOT_FIELDS = 30;
export const MAX_DIRECTIVES = 50;
/** What an operation may read, in fields: pages count in full. */
export const MAX_COMPLEXITY = 50_000;
/** Operations in one HTTP request. */
export const MAX_BATCH = 10;

/** How much a selection asks for, counted through its fragments. */
interface Extent {
  depth: number;
  fields: number;
  aliases: number;
  directives: number;
}

/**
 * What of a parsed document exceeds a limit. Each fragment is measured once, so the work is linear in the document
 * however often fragments are spread; counts go through them, so that fragments evade nothing. Runs before validation:
 * some of graphql-js's rules are slow on hostile documents.
 */
export function exceededLimits(document: DocumentNode): GraphQLError[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Extent>();

  function measureFragment(name: string): Extent {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    // While it is measured it counts as nothing: validation refuses cycles and unknown fragments.
    measured.set(name, { depth: 0, fields: 0, aliases: 0, directives: 0 });
    if (fragment === undefined) return { depth: 0, fields: 0, aliases: 0, directives: 0 };
    const extent = measure(fragment.selectionSet);
    measured.set(name, extent);
    return extent;
  }

  function measure({ selections }: SelectionSetNode): Extent {
    const total: Extent = { depth: 0, fields: 0, aliases: 0, directives: 0 };
    for (const selection of selections) {
      total.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet && measure(selection.selectionSet);
        total.depth = Math.max(total.depth, 1 + (inner?.depth ?? 0));
        total.fields += 1;
        total.aliases += (selection.alias === undefined ? 0 : 1) + (inner?.aliases ?? 0);
        total.directives += inner?.directives ?? 0;
        continue;
      }
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measure(selection.selectionSet);
      total.depth = Math.max(total.depth, inner.depth);
      total.fields += inner.fields;
      total.aliases += inner.aliases;
      total.directives += inner.directives;
    }
    return total;
  }

  const errors: GraphQLError[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const { depth, fields, aliases, directives } = measure(definition.selectionSet);
    if (depth > MAX_DEPTH) errors.push(tooMuch('QUERY_TOO_DEEP', 'levels of fields', depth, MAX_DEPTH));
    if (fields > MAX_ROOT_FIELDS) {
      errors.push(tooMuch('TOO_MANY_ROOT_FIELDS', 'fields on its top level', fields, MAX_ROOT_FIELDS));
    }
    if (aliases > MAX_ALIASES) errors.push(tooMuch('TOO_MANY_ALIASES', 'aliases', aliases, MAX_ALIASES));
    if (directives > MAX_DIRECTIVES) {
      errors.push(tooMuch('TOO_MANY_DIRECTIVES', 'directives', directives, MAX_DIRECTIVES));
    }
  }
  const { repeatedFields, fragmentSpreads } = overlapsOf(document);
  if (repeatedFields > MAX_REPEATED_FIELDS) {
    errors.push(tooMuch('TOO_MANY_REPEATED_FIELDS', 'repeated fields', repeatedFields, MAX_REPEATED_FIELDS));
  }
  if (fragmentSpreads > MAX_FRAGMENT_SPREADS) {
    errors.push(tooMuch('TOO_MANY_FRAGMENTS', 'fragment spreads', fragmentSpreads, MAX_FRAGMENT_SPREADS));
  }
  return errors;
}

function tooMuch(code: string, what: string, count: number, limit: number): GraphQLError {
  return new GraphQLError(`The operation has ${count} ${what}; at most ${limit} are allowed.`, {
    extensions: { code, http: { spec: false, status: 400 } },
  });
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Throws for a document that is nested so deeply that a recursive reader, such as the parser, could run out of stack.
 * Throws what the parser would for a token that is none.
 */
export function refuseDeepNesting(source: string | Source): void {
  const lexer = new Lexer(typeof source === 'string' ? new Source(source) : source);
  let depth = 0;
  for (let count = 0; count < MAX_TOKENS; count += 1) {
    const { kind } = lexer.advance();
    if (kind === TokenKind.EOF) return;
    if (OPENING.has(kind)) depth += 1;
    else if (CLOSING.has(kind)) depth -= 1;
    if (depth > MAX_NESTING) throw nestedTooDeep();
  }
}

function nestedTooDeep(): GraphQLError {
  return new GraphQLError(`The document is nested deeper than ${MAX_NESTING} levels of brackets.`, {
    extensions: { code: 'QUERY_TOO_DEEP', http: { spec: false, status: 400 } },
  });
}

/** The error of a document that is too long to be parsed. */
export function documentTooLong(): GraphQLError {
  return new GraphQLError(`The document is longer than ${MAX_DOCUMENT_LENGTH} characters.`, {
    extensions: { code: 'DOCUMENT_TOO_LONG', http: { status: 400 } },
  });
}
