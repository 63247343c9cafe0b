import type { TokenActor } from '../../kernel/actor.js';
import { principalOf, subjectOf } from '../authorization/principal.js';

/** What a gateway hands on to the service behind it; every answer that allows has all of them, empty where unknown. */
export const IDENTITY_HEADERS = [
  'X-Reeve-Subject',
  'X-Reeve-Realm',
  'X-Reeve-Email',
  'X-Reeve-Groups',
  'X-Reeve-Roles',
  'X-Reeve-Truncated',
  'X-Reeve-Revision',
] as const;

export type IdentityHeaders = Readonly<Record<(typeof IDENTITY_HEADERS)[number], string>>;

// nginx keeps an answer's headers in one buffer of 4 KiB unless told.
const MAX_LIST = 1024;

/** Percent-encodes what a header or a list in one cannot hold. */
const UNSAFE = /[^\x21-\x7e]|[%,;"\\]/gu;

/** The headers of a request that somebody may make; without an actor, of one that everybody may. */
export function identityHeaders(
  realmSlug: string,
  revision: number,
  actor: TokenActor | undefined,
): IdentityHeaders {
  const groups = list(actor?.authority.groups ?? []);
  const roles = list(actor?.authority.roles ?? []);
  const email = actor?.authority.facts.get('aws:username');
  return {
    'X-Reeve-Subject': actor === undefined ? '' : subjectOf(principalOf(actor)),
    'X-Reeve-Realm': realmSlug,
    'X-Reeve-Email': typeof email === 'string' ? encoded(email) : '',
    'X-Reeve-Groups': groups.text,
    'X-Reeve-Roles': roles.text,
    'X-Reeve-Truncated': [groups.cut ? 'groups' : '', roles.cut ? 'roles' : ''].filter(Boolean).join(','),
    'X-Reeve-Revision': String(revision),
  };
}

function encoded(text: string): string {
  return text.replaceAll(UNSAFE, encodeURIComponent);
}

/** Names with commas between them, nearest first, as many as there is room for. */
function list(items: readonly { readonly name: string }[]): { text: string; cut: boolean } {
  let text = '';
  for (const { name } of items) {
    const next = text === '' ? encoded(name) : `${text},${encoded(name)}`;
    if (next.length > MAX_LIST) return { text, cut: true };
    text = next;
  }
  return { text, cut: false };
}
