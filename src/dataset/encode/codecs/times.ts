import type { Codec, FixedNumber } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';
import type { Sink } from '../Sink.ts';
import { putInt64, putInt64Fields } from './integers.ts';

/** PostgreSQL counts from 2000-01-01, in microseconds or days. */
const epoch = 946_684_800_000_000;
const day = 86_400_000_000;
// timestamp's range as in datatype/timestamp.h, cut to what Date holds.
const min = -210_866_803_200_000_000 + epoch;
const max = 8_640_000_000_000_000_000;

export const timestamp = instant(
  8,
  'a timestamp',
  (view, at, value) => putInt64(view, at, value - epoch),
  (view, positions, values, count) => putInt64Fields(view, positions, values, count, epoch),
);
export const date = instant(4, 'a date', (view, at, value) =>
  view.setInt32(at, Math.floor((value - epoch) / day)),
);

function instant(
  width: 4 | 8,
  expected: string,
  put: FixedNumber['put'],
  putFields?: FixedNumber['putFields'],
): Codec {
  return {
    fixed: {
      of: 'instant',
      width,
      min,
      max,
      integer: true,
      expected,
      put,
      ...(putFields ? { putFields } : {}),
    },
    encode(value, sink) {
      if (value === 'infinity' || value === '-infinity') {
        putInfinity(value === 'infinity', width, sink);
        return;
      }
      const { ms, micros } = moment(value);
      if (Number.isNaN(ms) || ms * 1000 < min) throw new RefusedValue(expected, value);
      // A double does not hold microseconds exactly from the year 2255 on.
      if (width === 8) sink.int64(BigInt(ms - epoch / 1000) * 1000n + BigInt(micros));
      else sink.int32(Math.floor((ms - epoch / 1000) / (day / 1000)));
    },
  };
}

/** The greatest and the least integer of the width (DT_NOEND and DT_NOBEGIN). */
function putInfinity(positive: boolean, width: 4 | 8, sink: Sink): void {
  const at = sink.advance(width);
  sink.view.setInt32(at, positive ? 0x7fff_ffff : -0x8000_0000);
  if (width === 8) sink.view.setInt32(at + 4, positive ? -1 : 0);
}

/** Milliseconds since 1970, and microseconds on top; texts without a zone are taken as UTC. */
function moment(value: unknown): { ms: number; micros: number } {
  if (value instanceof Date) return { ms: value.getTime(), micros: 0 };
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6})\d*)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i.exec(
      typeof value === 'string' ? value.trim() : '',
    );
  if (!match) return { ms: Number.NaN, micros: 0 };
  const zone = match[4] ?? 'Z';
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const ms = Date.parse(`${match[1]}T${match[2] ?? '00:00'}${offset.toUpperCase()}`);
  return { ms, micros: Number((match[3] ?? '').padEnd(6, '0')) };
}

/** Microseconds since midnight. */
export const time: Codec = {
  encode(value, sink) {
    const micros = timeOfDay(value instanceof Date ? value.toISOString().slice(11, 23) : String(value));
    if (micros === null) throw new RefusedValue("a time such as '14:05:00'", value);
    const at = sink.advance(8);
    putInt64(sink.view, at, micros);
  },
};

/** The same, and the zone in seconds west of Greenwich; a time without one is taken as UTC. */
export const timetz: Codec = {
  encode(value, sink) {
    const text = value instanceof Date ? value.toISOString().slice(11) : String(value).trim();
    const match = /^([\d:.]+)\s*(?:Z|UTC|([+-])(\d\d?)(?::?([0-5]\d))?(?::?([0-5]\d))?)?$/i.exec(text);
    const micros = match && timeOfDay(match[1]!);
    if (!match || micros === null) throw new RefusedValue("a time such as '14:05:00+02'", value);
    const east = Number(match[3] ?? 0) * 3600 + Number(match[4] ?? 0) * 60 + Number(match[5] ?? 0);
    const at = sink.advance(12);
    putInt64(sink.view, at, micros!);
    sink.view.setInt32(at + 8, match[2] === '-' ? east : -east);
  },
};

function timeOfDay(text: string): number | null {
  const match = /^([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/.exec(text);
  if (!match) return null;
  const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
  const micros = seconds * 1_000_000 + Number((match[4] ?? '').padEnd(6, '0'));
  return micros <= day ? micros : null;
}
