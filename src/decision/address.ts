/** A range of addresses of one family: the bits that are fixed, and how many of them. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefix: number;
}

const MAPPED = 0xffffn;

/** Reads an address or a CIDR; an address without a prefix length is a range of one. Undefined otherwise. */
export function parseRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (address === undefined || slash === -1) return address;
  const length = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(length)) return undefined;
  // The prefix of a mapped IPv6 range counts the 96 bits in front of the IPv4 address.
  const mapped = address.family === 4 && text.includes(':');
  const prefix = Number(length) - (mapped ? 96 : 0);
  if (prefix < 0 || prefix > address.prefix) return undefined;
  const free = BigInt(address.prefix - prefix);
  return { family: address.family, bits: (address.bits >> free) << free, prefix };
}

/**
 * Reads one address; its prefix is its family's length.
 * IPv4-mapped IPv6 (`::ffff:192.0.2.1`, what a dual-stack socket reports) is the IPv4 address.
 */
export function parseAddress(text: string): AddressRange | undefined {
  if (!text.includes(':')) {
    const bits = parseV4(text);
    return bits === undefined ? undefined : { family: 4, bits, prefix: 32 };
  }
  const bits = parseV6(text);
  if (bits === undefined) return undefined;
  if (bits >> 32n === MAPPED) return { family: 4, bits: bits & 0xffffffffn, prefix: 32 };
  return { family: 6, bits, prefix: 128 };
}

/** Is the address in the range? Families never mix. */
export function isWithin(address: AddressRange, range: AddressRange): boolean {
  if (address.family !== range.family) return false;
  const free = BigInt((range.family === 4 ? 32 : 128) - range.prefix);
  return address.bits >> free === range.bits >> free;
}

function parseV4(text: string): bigint | undefined {
  const octets = text.split('.');
  // A leading zero is refused: some read it as octal.
  if (octets.length !== 4 || !octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet))) return undefined;
  if (octets.some((octet) => Number(octet) > 255)) return undefined;
  return octets.reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return groups.reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** Groups of sixteen bits; the last may be written as an IPv4 address, which counts as two. */
function parseGroups(text: string, last: boolean): readonly bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const written = text.split(':');
  for (const [index, group] of written.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      groups.push(BigInt(`0x${group}`));
      continue;
    }
    const v4 = last && index === written.length - 1 ? parseV4(group) : undefined;
    if (v4 === undefined) return undefined;
    groups.push(v4 >> 16n, v4 & 0xffffn);
  }
  return groups;
}
