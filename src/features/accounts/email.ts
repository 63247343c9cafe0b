import { isIPv6 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import validator from 'validator';
import { textProblem } from '../../kernel/text.js';

/** RFC 5321 4.5.3.1.3: a path of 256 octets, without its angle brackets. */
export const EMAIL_MAX_LENGTH = 254;

/**
 * The form in which e-mail addresses are compared: NFC, lower case without regard to locale, the domain by IDNA to
 * ASCII. Dots and `+tags` stay: only the receiving server knows what they mean. Undefined if it is not an addr-spec of
 * RFC 5322 (with the international characters of RFC 6532).
 */
export function emailKey(email: string): string | undefined {
  if (email.length > EMAIL_MAX_LENGTH || textProblem(email, { max: EMAIL_MAX_LENGTH }) !== undefined)
    return undefined;
  const at = email.lastIndexOf('@');
  if (!isAddress(email, at)) return undefined;
  const domain = domainKey(email.slice(at + 1));
  return domain === undefined ? undefined : `${localKey(email.slice(0, at))}@${domain}`;
}

const IPV6_LITERAL = /^\[IPv6:([^\]]+)\]$/i;

function isAddress(email: string, at: number): boolean {
  // The validator knows literals of IPv4 only: what is before the `@` it judges with one of those.
  const ipv6 = IPV6_LITERAL.exec(email.slice(at + 1))?.[1];
  const judged = ipv6 !== undefined && isIPv6(ipv6) ? `${email.slice(0, at)}@[127.0.0.1]` : email;
  return validator.isEmail(judged, { require_tld: false, allow_ip_domain: true, allow_underscores: false });
}

/** What is wrong with an e-mail address, as a sentence that says what is allowed; undefined if nothing is. */
export function emailProblem(email: string): string | undefined {
  return emailKey(email) === undefined
    ? `must be an e-mail address (local-part@domain, at most ${EMAIL_MAX_LENGTH} characters)`
    : undefined;
}

/**
 * The start of an e-mail address as `emailKey` would write it. A domain that is cut inside an international label has
 * no ASCII form yet, and then nothing starts with it.
 */
export function emailPrefixKey(prefix: string): string {
  const at = prefix.lastIndexOf('@');
  if (at === -1) return localKey(prefix);
  const domain = prefix.slice(at + 1);
  return `${localKey(prefix.slice(0, at))}@${(isAscii(domain) ? undefined : domainKey(domain)) ?? domain.toLowerCase()}`;
}

function localKey(local: string): string {
  return local.normalize('NFC').toLowerCase().normalize('NFC');
}

/** An A-label that no Unicode label gives (RFC 5890, 2.3.2.1): newer versions of Node hand it through. */
const UNREADABLE_LABEL = /(?:^|\.)xn--/i;

function domainKey(domain: string): string | undefined {
  if (domain.startsWith('[')) return domain.toLowerCase();
  const ascii = domainToASCII(domain.normalize('NFC')).toLowerCase();
  return ascii === '' || UNREADABLE_LABEL.test(domainToUnicode(ascii)) ? undefined : ascii;
}

function isAscii(value: string): boolean {
  return !/[^\p{ASCII}]/u.test(value);
}
