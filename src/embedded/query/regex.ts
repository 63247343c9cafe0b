import { BSONRegExp } from 'bson';
import { badValue, locationError } from './errors.js';

/*
 * MongoDB speaks PCRE, JavaScript does not. What means the same, or can be said in JavaScript, is translated to a
 * pattern for the flags `u` (and `i`); what cannot be is refused.
 */

/** A compiled regular expression, and what an index can do with it. */
export interface CompiledRegex {
  readonly matcher: RegExp;
  /** Every match starts with this text; empty if nothing is known. */
  readonly prefix: string;
  /** True if every text that starts with `prefix` (not empty) matches. */
  readonly prefixIsAll: boolean;
}

const space = '\\t\\n\\v\\f\\r ';
const horizontal = '\\t \\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const vertical = '\\n\\v\\f\\r\\x85\\u2028\\u2029';
const classes: Readonly<Record<string, string>> = {
  d: '\\d', w: '\\w', s: space, h: horizontal, v: vertical,
  alpha: 'a-zA-Z', digit: '0-9', alnum: 'a-zA-Z0-9', upper: 'A-Z', lower: 'a-z', space, blank: '\\t ',
  punct: '!-\\/:-@\\[-`\\{-~', xdigit: '0-9A-Fa-f', word: '\\w', cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e', graph: '\\x21-\\x7e', ascii: '\\x00-\\x7f',
}; // prettier-ignore
const negatable: Readonly<Record<string, string>> = {
  D: '\\d',
  W: '\\w',
  S: space,
  H: horizontal,
  V: vertical,
};
const assertions: Readonly<Record<string, string>> = {
  A: '^',
  z: '$',
  Z: '(?=\\n?$)',
  b: '\\b',
  B: '\\B',
};
const controls: Readonly<Record<string, string>> = {
  n: '\\n',
  r: '\\r',
  t: '\\t',
  f: '\\f',
  e: '\\x1b',
  a: '\\x07',
};

/** Compiles a PCRE pattern with the options i, m, s, x, u. Throws CommandError (51091, 51108) for what is not supported. */
export function compileRegex(pattern: string, options: string): CompiledRegex {
  const unknown = /[^imsxu]/.exec(options);
  if (unknown !== null) throw locationError(51108, `invalid flag in regex options: ${unknown[0]}`);
  if (pattern.includes('\0')) throw badValue('Regular expression cannot contain an embedded null byte');
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const flags = new Set(options + (inline?.[1] ?? ''));
  const source = pattern.slice(inline?.[0].length ?? 0);
  const translated = new Translation(source, flags).run();
  const prefix =
    flags.has('i') || flags.has('m') || flags.has('x') ? { text: '', all: false } : literalPrefix(source);
  try {
    return {
      matcher: new RegExp(translated, flags.has('i') ? 'iu' : 'u'),
      prefix: prefix.text,
      prefixIsAll: prefix.all,
    };
  } catch {
    throw refused(pattern, 'it is invalid, or uses a feature that is not supported');
  }
}

function refused(pattern: string, why: string): Error {
  return locationError(51091, `Regular expression is invalid: ${pattern}: ${why}`);
}

/** The literal text that an anchored pattern starts with, and whether nothing but `.*` follows it. */
function literalPrefix(source: string): { text: string; all: boolean } {
  const anchor = /^(?:\^|\\A)/.exec(source);
  if (anchor === null || hasAlternation(source)) return { text: '', all: false };
  let text = '';
  let at = anchor[0].length;
  for (;;) {
    const literal = /^(?:\\([^\w\s])|([^\\^$.[\]|()?*+{}]))(?![?*+{])/u.exec(source.slice(at));
    if (literal === null) break;
    text += literal[1] ?? literal[2] ?? '';
    at += literal[0].length;
  }
  const rest = source.slice(at);
  return { text, all: text !== '' && rest === '' };
}

function hasAlternation(source: string): boolean {
  return source.includes('|');
}

/** One pass over a pattern. */
class Translation {
  private readonly source: string;
  private readonly flags: ReadonlySet<string>;
  private at = 0;

  constructor(source: string, flags: ReadonlySet<string>) {
    this.source = source;
    this.flags = flags;
  }

  run(): string {
    let out = '';
    while (this.at < this.source.length) out += this.token();
    return out;
  }

  private next(): string {
    const char = String.fromCodePoint(this.source.codePointAt(this.at) ?? 0);
    this.at += char.length;
    return char;
  }

  private take(expression: RegExp): RegExpExecArray | null {
    const found = expression.exec(this.source.slice(this.at));
    if (found !== null) this.at += found[0].length;
    return found;
  }

  private refuse(what: string): never {
    throw refused(this.source, `${what} is not supported`);
  }

  private token(): string {
    const char = this.next();
    switch (char) {
      case '\\':
        return this.escape();
      case '[':
        return this.bracket();
      case '(':
        return this.group();
      case '.':
        return this.flags.has('s') ? '[^]' : '[^\\n]';
      case '^':
        return this.flags.has('m') ? '(?:^|(?<=\\n)(?!$))' : '^';
      case '$':
        return this.flags.has('m') ? '(?=\\n|$)' : '(?=\\n?$)';
      case '*':
      case '+':
      case '?':
        return this.quantifier(char);
      case '{': {
        const counts = this.take(/^\d+(?:,\d*)?\}/);
        return counts === null ? '\\{' : this.quantifier(char + counts[0]);
      }
      case '}':
      case ']':
        return `\\${char}`;
      default:
        return this.literal(char);
    }
  }

  private literal(char: string): string {
    if (this.flags.has('x')) {
      if (/\s/.test(char)) return '';
      if (char === '#') {
        this.take(/^[^\n]*\n?/);
        return '';
      }
    }
    return char === '/' ? '\\/' : char;
  }

  private quantifier(text: string): string {
    if (this.take(/^\+/) !== null) this.refuse('a possessive quantifier');
    return text + (this.take(/^\?/)?.[0] ?? '');
  }

  private group(): string {
    if (this.take(/^\?#[^)]*\)/) !== null) return '';
    const opening = this.take(/^(?:\?(?:[:=!]|<[=!]))/);
    if (opening !== null) return `(${opening[0]}`;
    const named = this.take(/^\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/);
    if (named !== null) return `(?<${named[1] ?? named[2] ?? ''}>`;
    const back = this.take(/^\?P=([A-Za-z_]\w*)\)/);
    if (back !== null) return `\\k<${back[1] ?? ''}>`;
    if (this.source[this.at] === '?' || this.source[this.at] === '*') {
      this.refuse(`the group "(${this.source.slice(this.at, this.at + 3)}"`);
    }
    return '(';
  }

  private escape(): string {
    if (this.at >= this.source.length) throw refused(this.source, '\\ at the end of the pattern');
    if (this.take(/^Q/) !== null) {
      const quoted = this.take(/^([^]*?)(?:\\E|$)/);
      return Array.from(quoted?.[1] ?? '', escapeLiteral).join('');
    }
    const char = this.source[this.at] ?? '';
    const assertion = assertions[char];
    if (assertion !== undefined) {
      this.at += 1;
      return assertion;
    }
    const reference = this.take(/^(?:([1-9])(?!\d)|k(?:<(\w+)>|\{(\w+)\}|'(\w+)'))/);
    if (reference !== null) {
      const [, number, ...names] = reference;
      return number === undefined ? `\\k<${names.join('')}>` : `(?:\\${number})`;
    }
    const negated = negatable[char];
    if (negated !== undefined) {
      this.at += 1;
      return `[^${negated}]`;
    }
    const inClass = this.classEscape();
    return inClass.startsWith('\\') && inClass.length === 2 ? inClass : `[${inClass}]`;
  }

  /** What stands for an escape inside brackets. */
  private classEscape(): string {
    const property = this.take(/^[pP](?:\{(\^?)([\w ]+)\}|([A-Z]))/);
    if (property !== null) {
      const name = property[2] ?? property[3] ?? '';
      const negative = property[0].startsWith('P') !== (property[1] === '^');
      const known = /^[A-Z][a-z]?$/.test(name) ? name : `Script=${name}`;
      return `\\${negative ? 'P' : 'p'}{${known}}`;
    }
    const hex = this.take(/^x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{0,2}))/);
    if (hex !== null) return codePoint(parseInt(hex[1] ?? hex[2] ?? '0', 16) || 0);
    const octal = this.take(/^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/);
    if (octal !== null) return codePoint(parseInt(octal[0], 8));
    const control = this.take(/^c([A-Za-z])/);
    if (control !== null) return `\\c${control[1] ?? ''}`;
    const char = this.next();
    const simple = classes[char] ?? controls[char];
    if (simple !== undefined && char.length === 1) return simple;
    const negated = negatable[char];
    if (negated === '\\d' || negated === '\\w') return negated.toUpperCase();
    if (negated === space) return '\\x00-\\x08\\x0e-\\x1f!-\\u{10ffff}';
    if (/\w/.test(char)) this.refuse(`the escape \\${char}`);
    return escapeLiteral(char);
  }

  private bracket(): string {
    let out = this.take(/^\^/) === null ? '[' : '[^';
    if (this.take(/^\]/) !== null) out += '\\]';
    for (;;) {
      if (this.at >= this.source.length) throw refused(this.source, 'a class is not closed');
      const posix = this.take(/^\[:(\^?)(\w+):\]/);
      if (posix !== null) {
        const members = classes[posix[2] ?? ''];
        if (posix[1] === '^' || members === undefined) this.refuse(`the class ${posix[0]}`);
        out += members;
        continue;
      }
      const char = this.next();
      if (char === ']') return `${out}]`;
      if (char === '\\') {
        if (this.source[this.at] === 'b') {
          this.at += 1;
          out += '\\x08';
        } else {
          out += this.classEscape();
        }
        continue;
      }
      out += char === '-' ? this.dash(out) : escapeLiteral(char);
    }
  }

  /** A dash is a range between two characters, and itself at either end and beside a class. */
  private dash(before: string): string {
    const first = before === '[' || before === '[^';
    const afterClass = /\\[dwDW]$|\\[pP]\{[^}]*\}$/.test(before);
    const beforeClass = /^(?:\]|\\[dwsDWShHvVpP]|\[:)/.test(this.source.slice(this.at));
    return first || afterClass || beforeClass ? '\\-' : '-';
  }
}

function codePoint(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function escapeLiteral(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? (char === '-' ? '\\x2d' : `\\${char}`) : char;
}

/** Compiles a regular expression value of either kind. */
export function regexOf(value: RegExp | BSONRegExp): CompiledRegex {
  if (value instanceof BSONRegExp) return compileRegex(value.pattern, value.options);
  return compileRegex(
    value.source,
    [value.ignoreCase && 'i', value.multiline && 'm', value.dotAll && 's'].filter(Boolean).join(''),
  );
}
