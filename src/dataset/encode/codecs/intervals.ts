import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';
import { putInt64 } from './integers.ts';

/** Microseconds, days and months, which PostgreSQL keeps apart (interval_send). */
interface Interval {
  micros: number;
  days: number;
  months: number;
}

/** interval from a number of seconds, or text: `1 day 02:00:00`, `3 months ago`, `P1Y2M3DT4H`, `1-2`. */
export const interval: Codec = {
  encode(value, sink) {
    const found = typeof value === 'number' ? parts({ micros: value * 1e6 }) : parse(String(value).trim());
    const { micros, days, months } = found ?? parts({ micros: Number.NaN });
    if (![micros, days, months].every(Number.isFinite))
      throw new RefusedValue("an interval such as '1 day 02:00:00'", value);
    const at = sink.advance(16);
    putInt64(sink.view, at, Math.round(micros));
    sink.view.setInt32(at + 8, days);
    sink.view.setInt32(at + 12, months);
  },
};

const parts = (given: Partial<Interval>): Interval => ({ micros: 0, days: 0, months: 0, ...given });

const day = 86_400e6;
/** What one of a unit is; names as in datetktbl of datetime.c. */
const units: readonly [RegExp, keyof Interval, number][] = [
  [/^(us|usecs?|microseconds?|microsecon)$/, 'micros', 1],
  [/^(ms|msecs?|milliseconds?|millisecon)$/, 'micros', 1000],
  [/^(s|secs?|seconds?)$/, 'micros', 1e6],
  [/^(m|mins?|minutes?)$/, 'micros', 60e6],
  [/^(h|hrs?|hours?)$/, 'micros', 3600e6],
  [/^(d|days?)$/, 'days', 1],
  [/^(w|weeks?)$/, 'days', 7],
  [/^(mons?|months?)$/, 'months', 1],
  [/^(y|yrs?|years?)$/, 'months', 12],
  [/^(dec|decs|decades?)$/, 'months', 120],
  [/^(c|cent|century|centuries)$/, 'months', 1200],
  [/^(mil|mils|millenni(um|a))$/, 'months', 12_000],
];

/** Null for what it does not know. */
function parse(text: string): Interval | null {
  if (/^[+-]?P/i.test(text)) return iso(text);
  const total = parts({});
  const ago = /\s+ago$/i.test(text);
  let rest = text.replace(/^@\s*/, '').replace(/\s+ago$/i, '');
  while (rest !== '') {
    const match =
      /^([+-]?)(\d+):([0-5]?\d)(?::([0-5]?\d(?:\.\d*)?))?\s*/.exec(rest) ??
      /^([+-]?)(\d+)-(\d+)(?!\d)\s*/.exec(rest) ??
      /^([+-]?)(\d+(?:\.\d*)?|\.\d+)\s*([a-z]*)\s*/i.exec(rest);
    if (match === null) return null;
    const [whole, minus, first = '', second = '', third] = match;
    const sign = minus === '-' ? -1 : 1;
    if (whole.includes(':')) {
      total.micros += sign * (Number(first) * 3600e6 + Number(second) * 60e6 + seconds(third ?? '0'));
    } else if (/^[+-]?\d+-\d/.test(whole)) total.months += sign * (Number(first) * 12 + Number(second));
    else if (!add(total, sign, first, second || bare(rest.slice(whole.length)))) return null;
    rest = rest.slice(whole.length);
  }
  if (text === '') return null;
  return ago ? parts({ micros: -total.micros, days: -total.days, months: -total.months }) : total;
}

/** A number without a unit counts days before a time of the day, and seconds else. */
function bare(rest: string): string {
  return /^[+-]?\d+:/.test(rest) ? 'day' : 's';
}

/** Microseconds, without a double's last digit getting in the way. */
function seconds(text: string): number {
  const [whole = '0', fraction = ''] = text.split('.');
  const digits = fraction.padEnd(7, '0').slice(0, 7);
  return Number(whole) * 1e6 + Math.round(Number(digits) / 10);
}

/** A fraction goes on to the smaller units: of a year to months, of a month to days of 30, of a day to time. */
function add(total: Interval, sign: number, number: string, unit: string): boolean {
  const known = units.find(([pattern]) => pattern.test(unit.toLowerCase()));
  if (known === undefined) return false;
  const [, field, size] = known;
  if (field === 'micros') {
    total.micros += sign * (size === 1e6 ? seconds(number) : Math.round(Number(number) * size));
    return true;
  }
  const amount = Number(number) * size;
  const whole = size > 7 ? Math.round(amount) : Math.trunc(amount);
  const exact = Number.isInteger(Number(number));
  total[field] += sign * (exact ? amount : whole);
  if (exact || size > 7) return true;
  const days = field === 'months' ? (amount - whole) * 30 : amount - whole;
  const wholeDays = field === 'months' ? Math.trunc(days + 1e-9) : 0;
  total.days += sign * wholeDays;
  total.micros += sign * Math.round((days - wholeDays) * day);
  return true;
}

/** ISO 8601 with designators. */
function iso(text: string): Interval | null {
  const match =
    /^([+-]?)P(?=.)(?:(-?[\d.]+)Y)?(?:(-?[\d.]+)M)?(?:(-?[\d.]+)W)?(?:(-?[\d.]+)D)?(?:T(?=.)(?:(-?[\d.]+)H)?(?:(-?[\d.]+)M)?(?:(-?[\d.]+)S)?)?$/i.exec(
      text,
    );
  if (match === null) return null;
  const total = parts({});
  const outer = match[1] === '-' ? -1 : 1;
  for (const [i, unit] of ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'].entries()) {
    const number = match[i + 2];
    if (number === undefined) continue;
    if (!add(total, number.startsWith('-') ? -outer : outer, number.replace('-', ''), unit)) return null;
  }
  return total;
}
