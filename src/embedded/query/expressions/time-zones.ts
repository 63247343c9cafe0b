import { locationError } from '../errors.js';
import { dateOf } from '../values.js';
import { parseOffset } from './convert-values.js';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }); // prettier-ignore
    formats.set(zone, format);
    return format;
  } catch {
    throw locationError(40485, `unrecognized time zone identifier: "${zone}"`);
  }
}

/** Whether a zone is UTC by its name, and not only at some time of the year. */
export function isUtc(zone: string | undefined): boolean {
  return zone === undefined || /^(?:z|utc|gmt|[+-]00(?::?00)?)$/i.test(zone);
}

/** Minutes east of UTC of a zone (`Europe/Paris`, `+05:30`) at an instant. Throws 40485 for an unknown zone. */
export function offsetAt(zone: string | undefined, time: number): number {
  dateOf(time);
  if (zone === undefined || isUtc(zone)) return 0;
  if (/^[+-]\d{2}(?::?\d{2})?$/.test(zone)) return parseOffset(zone);
  const parts = new Map(
    formatOf(zone)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
  const local = utc(year, part('month'), part('day'), part('hour'), part('minute'), part('second'), 0);
  return Math.round((local - Math.floor(time / 1000) * 1000) / 60_000);
}

/** Milliseconds of calendar fields in UTC; fields beyond their range carry over. Unlike Date.UTC, year 99 is 99. */
export function utc(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
  millisecond = 0,
): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, millisecond);
  return date.getTime();
}

/** The instant shifted so that its UTC fields are the zone's. */
export function toLocal(date: Date, zone: string | undefined): Date {
  return new Date(date.getTime() + offsetAt(zone, date.getTime()) * 60_000);
}

/** The instant at which a zone's clock shows `local` (as UTC fields); in a gap or overlap, the offset before it. */
export function fromLocal(local: number, zone: string | undefined): Date {
  const guess = local - offsetAt(zone, local) * 60_000;
  return dateOf(local - offsetAt(zone, guess) * 60_000);
}
