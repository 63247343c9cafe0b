import { failedToParse, locationError } from '../errors.js';
import { fromLocal, toLocal, utc } from './time-zones.js';

export const dayLength = 86_400_000;
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

export type Unit =
  'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';
const fixed: Readonly<Partial<Record<Unit, number>>> = {
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};
const months: Readonly<Partial<Record<Unit, number>>> = { year: 12, quarter: 3, month: 1 };

/** Throws 9 for what is no unit of time. */
export function parseUnit(value: unknown): Unit {
  const units: readonly unknown[] = [
    'year',
    'quarter',
    'month',
    'week',
    'day',
    'hour',
    'minute',
    'second',
    'millisecond',
  ];
  if (units.includes(value)) return value as Unit;
  throw failedToParse(`unknown time unit value: ${String(value)}`);
}

/** 0 for Sunday. Throws 9 for what is no day of the week; names may be cut to three letters. */
export function parseWeekday(value: unknown): number {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  const day = weekdays.findIndex((name) => name === text || name.slice(0, 3) === text);
  if (day < 0) throw failedToParse(`unknown day of week value: ${String(value)}`);
  return day;
}

/** Whole days since 1970 of a local date. */
function dayNumber(local: Date): number {
  return Math.floor(local.getTime() / dayLength);
}

function monthNumber(local: Date): number {
  return local.getUTCFullYear() * 12 + local.getUTCMonth();
}

/** Adds units of time; months keep the day or take the month's last. */
export function addUnits(date: Date, unit: Unit, amount: number, zone: string | undefined): Date {
  const length = fixed[unit];
  if (length !== undefined) return new Date(date.getTime() + amount * length);
  const local = toLocal(date, zone);
  const perMonth = months[unit];
  if (perMonth === undefined) {
    return fromLocal(local.getTime() + amount * (unit === 'week' ? 7 : 1) * dayLength, zone);
  }
  const month = monthNumber(local) + amount * perMonth;
  const lastDay = new Date(utc(Math.floor(month / 12), mod(month, 12) + 2, 0)).getUTCDate();
  const time = mod(local.getTime(), dayLength);
  return fromLocal(
    utc(Math.floor(month / 12), mod(month, 12) + 1, Math.min(local.getUTCDate(), lastDay)) + time,
    zone,
  );
}

/** How many boundaries of the unit lie between two instants. */
export function unitsBetween(
  start: Date,
  end: Date,
  unit: Unit,
  zone: string | undefined,
  startOfWeek: number,
): number {
  const [from, to] = [toLocal(start, zone), toLocal(end, zone)];
  const perMonth = months[unit];
  if (perMonth !== undefined)
    return Math.floor(monthNumber(to) / perMonth) - Math.floor(monthNumber(from) / perMonth);
  if (unit === 'day') return dayNumber(to) - dayNumber(from);
  if (unit === 'week') return weekNumber(to, startOfWeek) - weekNumber(from, startOfWeek);
  const length = fixed[unit] ?? 1;
  // hours are counted on the zone's clock face where its offset is not whole hours
  const shift = unit === 'hour' ? [from.getTime() - start.getTime(), to.getTime() - end.getTime()] : [0, 0];
  return (
    Math.floor((end.getTime() + mod(shift[1] ?? 0, length)) / length) -
    Math.floor((start.getTime() + mod(shift[0] ?? 0, length)) / length)
  );
}

/** Weeks since the first `startOfWeek` of the epoch's; 1970-01-01 was a Thursday. */
function weekNumber(local: Date, startOfWeek: number): number {
  return Math.floor((dayNumber(local) + 4 - startOfWeek) / 7);
}

/** The start of the bin of `size` units that an instant lies in; bins are counted from 2000-01-01. */
export function truncate(
  date: Date,
  unit: Unit,
  size: number,
  zone: string | undefined,
  startOfWeek: number,
): Date {
  if (size <= 0) throw locationError(5439018, "$dateTrunc requires 'binSize' to be greater than 0");
  const local = toLocal(date, zone);
  const epoch = utc(2000, 1, 1);
  const length = fixed[unit];
  if (length !== undefined) {
    // these units are of one length, so a change of the clocks since moves no bin
    return new Date(date.getTime() - mod(date.getTime() - fromLocal(epoch, zone).getTime(), length * size));
  }
  const perMonth = months[unit];
  if (perMonth !== undefined) {
    const month = monthNumber(local) - mod(monthNumber(local) - 2000 * 12, perMonth * size);
    return fromLocal(utc(Math.floor(month / 12), mod(month, 12) + 1, 1), zone);
  }
  if (unit === 'day')
    return fromLocal(local.getTime() - mod(local.getTime() - epoch, dayLength * size), zone);
  // 2000-01-01 was a Saturday: the reference is the first start of a week on or after it
  const reference = epoch + mod(startOfWeek - 6, 7) * dayLength;
  return fromLocal(local.getTime() - mod(local.getTime() - reference, 7 * dayLength * size), zone);
}

/** ISO 8601 week and its year. */
export function isoWeek(local: Date): { week: number; year: number } {
  const day = dayNumber(local);
  const thursday = new Date((day - mod(day + 3, 7) + 3) * dayLength);
  const year = thursday.getUTCFullYear();
  return { week: Math.floor((dayNumber(thursday) - Math.floor(utc(year, 1, 1) / dayLength)) / 7) + 1, year };
}

/** Day of the year, from 1. */
export function dayOfYear(local: Date): number {
  return dayNumber(local) - Math.floor(utc(local.getUTCFullYear(), 1, 1) / dayLength) + 1;
}

/** Weeks begin on Sundays; the days before the first one are week 0. */
export function weekOfYear(local: Date): number {
  return Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7);
}

export function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
