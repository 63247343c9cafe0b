/**
 * Reads a decimal number as NumericEquals and its kin compare them: integers exactly, whatever their size.
 * Undefined when the text is not a number.
 */
export function parseNumber(text: string): number | bigint | undefined {
  if (/^[+-]?\d{16,400}$/.test(text)) return BigInt(text.startsWith('+') ? text.slice(1) : text);
  if (!/^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,3})?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

const DATE =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[Tt](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;

/**
 * Reads ISO 8601 (W3C's profile, and the basic format) or epoch seconds, into milliseconds since the epoch.
 * Digits alone are epoch seconds; a time without a zone is UTC. Undefined when the text is no date.
 */
export function parseDate(text: string): number | undefined {
  if (/^-?\d{1,15}(?:\.\d{1,9})?$/.test(text)) return Number(text) * 1000;
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const of = (digits: string | undefined, otherwise: number) =>
    digits === undefined ? otherwise : Number(digits);
  if (of(hour, 0) > 23 || of(minute, 0) > 59 || of(second, 0) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(of(year, 0), of(month, 1) - 1, of(day, 1));
  // A day that the month does not have falls into another.
  if (date.getUTCMonth() !== of(month, 1) - 1) return undefined;
  date.setUTCHours(of(hour, 0), of(minute, 0), of(second, 0));
  const milliseconds = fraction === undefined ? 0 : Number(`0.${fraction}`) * 1000;
  return date.getTime() + milliseconds - zoneMinutes(zone) * 60_000;
}

function zoneMinutes(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** `true` or `false`, in any case; undefined for anything else. */
export function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  return lower === 'false' ? false : undefined;
}

/** The bytes of a base64 text, one character each; undefined when it is not base64. */
export function parseBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}
