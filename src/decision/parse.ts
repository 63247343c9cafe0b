import type {
  Effect,
  ParsedCondition,
  ParsedDocument,
  ParsedList,
  ParsedPrincipal,
  ParsedStatement,
} from './document.js';
import { pointerToken } from './errors.js';
import type { PolicyIssue } from './errors.js';

const DOCUMENT_ELEMENTS = new Set(['Version', 'Id', 'Statement']);
const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const PRINCIPAL_TYPES = new Set(['AWS', 'Reeve', 'Service', 'Federated', 'CanonicalUser']);

export type Parsed =
  | { readonly document: ParsedDocument; readonly issues?: undefined }
  | { readonly document?: undefined; readonly issues: readonly PolicyIssue[] };

/**
 * Checks the shape of a policy document, all of it, and makes lists of what may be one or many.
 *
 * @param document the document, parsed or as JSON text
 * @param resourceOptional resource and trust policies may leave Resource out
 */
export function parseDocument(document: unknown, resourceOptional: boolean): Parsed {
  const parser = new DocumentParser(resourceOptional);
  const parsed = parser.document(document);
  return parsed === undefined || parser.issues.length > 0 ? { issues: parser.issues } : { document: parsed };
}

/** Where one entry of a list stands; a single text stands where the list would. */
export function entryPointer(list: ParsedList, at: number): string {
  return list.many ? `${list.pointer}/${at}` : list.pointer;
}

/** Collects every issue rather than stopping at the first: an editor shows them all. */
class DocumentParser {
  readonly issues: PolicyIssue[] = [];
  readonly #resourceOptional: boolean;

  constructor(resourceOptional: boolean) {
    this.#resourceOptional = resourceOptional;
  }

  document(given: unknown): ParsedDocument | undefined {
    const value = typeof given === 'string' ? this.#json(given) : given;
    const members = this.#object(value, '', 'a policy document');
    if (members === undefined) return undefined;
    this.#known(members, DOCUMENT_ELEMENTS, '');
    const version = members.get('Version');
    if (version !== undefined && version !== '2008-10-17' && version !== '2012-10-17') {
      this.#issue('/Version', 'bad-version', 'must be "2012-10-17" or "2008-10-17"');
    }
    this.#text(members, 'Id', '');
    const statement = members.get('Statement');
    if (statement === undefined) {
      this.#issue('', 'missing-element', 'Statement is missing');
      return undefined;
    }
    const list: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
    const statements = list.flatMap((one, index) => {
      const pointer = Array.isArray(statement) ? `/Statement/${index}` : '/Statement';
      return this.#statement(one, index, pointer) ?? [];
    });
    return { variables: version === '2012-10-17', statements };
  }

  #json(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  #statement(value: unknown, index: number, pointer: string): ParsedStatement | undefined {
    const members = this.#object(value, pointer, 'a statement');
    if (members === undefined) return undefined;
    this.#known(members, STATEMENT_ELEMENTS, pointer);
    const sid = this.#text(members, 'Sid', pointer);
    const effect = members.get('Effect');
    if (effect !== 'Allow' && effect !== 'Deny') {
      this.#issue(
        effect === undefined ? pointer : `${pointer}/Effect`,
        effect === undefined ? 'missing-element' : 'bad-effect',
        effect === undefined ? 'Effect is missing' : 'must be "Allow" or "Deny"',
      );
    }
    const action = this.#choice(members, 'Action', pointer, false);
    if (action !== undefined)
      for (const [at, text] of action.values.entries()) this.#action(text, action, at);
    const resource = this.#choice(members, 'Resource', pointer, this.#resourceOptional);
    const principal = this.#principal(members, pointer);
    const conditions = this.#conditions(members, pointer);
    if (action === undefined) return undefined;
    return { index, pointer, sid, effect: effect as Effect, action, resource, principal, conditions };
  }

  #action(text: string, list: ParsedList, at: number): void {
    if (text.includes(':') || text.includes('*')) return;
    this.#issue(
      entryPointer(list, at),
      'bad-action',
      `"${text}" names no service: write it as "service:${text || 'Action'}"`,
    );
  }

  /** `Name` or `NotName`, exactly one of them; a string or strings. */
  #choice(
    members: ReadonlyMap<string, unknown>,
    name: 'Action' | 'Resource',
    parent: string,
    optional: boolean,
  ): ParsedList | undefined {
    const chosen = this.#either(members, name, parent, optional);
    if (chosen === undefined) return undefined;
    const pointer = parent + pointerToken(chosen);
    const written = members.get(chosen);
    const values = this.#strings(written, pointer);
    return { negated: chosen !== name, values, pointer, many: Array.isArray(written) };
  }

  #either(
    members: ReadonlyMap<string, unknown>,
    name: string,
    parent: string,
    optional: boolean,
  ): string | undefined {
    const negated = `Not${name}`;
    if (members.has(name) && members.has(negated)) {
      this.#issue(parent + pointerToken(negated), 'both-elements', `cannot stand beside ${name}`);
    }
    if (members.has(name)) return name;
    if (members.has(negated)) return negated;
    if (!optional) this.#issue(parent, 'missing-element', `${name} or ${negated} is missing`);
    return undefined;
  }

  #principal(members: ReadonlyMap<string, unknown>, parent: string): ParsedPrincipal | undefined {
    const chosen = this.#either(members, 'Principal', parent, true);
    if (chosen === undefined) return undefined;
    const pointer = parent + pointerToken(chosen);
    const negated = chosen !== 'Principal';
    const value = members.get(chosen);
    // A bare name is what older tools write; AWS documents only "*" here.
    if (typeof value === 'string') return { negated, entries: [{ type: 'AWS', value, pointer }], pointer };
    const types = this.#object(value, pointer, '"*" or an object');
    const entries = [...(types ?? [])].flatMap(([type, names]) => {
      const at = pointer + pointerToken(type);
      if (!PRINCIPAL_TYPES.has(type)) {
        const known = [...PRINCIPAL_TYPES].join(', ');
        this.#issue(at, 'unknown-principal-type', `"${type}" is no type of principal (${known})`);
      }
      return this.#strings(names, at).map((name) => ({ type, value: name, pointer: at }));
    });
    return { negated, entries, pointer };
  }

  #conditions(members: ReadonlyMap<string, unknown>, parent: string): readonly ParsedCondition[] {
    if (!members.has('Condition')) return [];
    const root = `${parent}/Condition`;
    const operators = this.#object(members.get('Condition'), root, 'an object of operators');
    return [...(operators ?? [])].flatMap(([operator, keys]) => {
      const at = root + pointerToken(operator);
      return [...(this.#object(keys, at, 'an object of condition keys') ?? [])].map(([key, values]) => {
        const pointer = at + pointerToken(key);
        return { operator, key, values: this.#values(values, pointer), pointer };
      });
    });
  }

  #values(value: unknown, pointer: string): readonly string[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((one, index) => {
      if (typeof one === 'string') return [one];
      if (typeof one === 'number' || typeof one === 'boolean') return [String(one)];
      const at = Array.isArray(value) ? `${pointer}/${index}` : pointer;
      this.#issue(at, 'bad-value', 'must be a string, a number or a boolean');
      return [];
    });
  }

  #strings(value: unknown, pointer: string): readonly string[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.flatMap((one, index) => {
      if (typeof one === 'string') return [one];
      this.#issue(Array.isArray(value) ? `${pointer}/${index}` : pointer, 'bad-value', 'must be a string');
      return [];
    });
  }

  #text(members: ReadonlyMap<string, unknown>, name: string, parent: string): string | undefined {
    const value = members.get(name);
    if (value === undefined || typeof value === 'string') return value;
    this.#issue(`${parent}/${name}`, 'bad-value', 'must be a string');
    return undefined;
  }

  /** The own members of a plain object: nothing inherited can smuggle an element in. */
  #object(value: unknown, pointer: string, what: string): ReadonlyMap<string, unknown> | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new Map(Object.entries(value).filter(([, member]) => member !== undefined));
    }
    this.#issue(pointer, 'bad-value', `must be ${what}`);
    return undefined;
  }

  #known(members: ReadonlyMap<string, unknown>, known: ReadonlySet<string>, parent: string): void {
    for (const name of members.keys()) {
      if (known.has(name)) continue;
      const meant = [...known].find((one) => one.toLowerCase() === name.toLowerCase());
      const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
      this.#issue(parent + pointerToken(name), 'unknown-element', `"${name}" is no element here${hint}`);
    }
  }

  #issue(pointer: string, code: string, message: string): void {
    this.issues.push({ pointer, code, message });
  }
}
