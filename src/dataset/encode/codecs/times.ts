import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';
import { putInt64 } from './integers.ts';

/** PostgreSQL counts from 2000-01-01, in microseconds or days. */
const epoch = 946_684_800_000_000;
const day = 86_400_000_000;
// timestamp's range as in datatype/timestamp.h, cut to what Date holds.
const min = -210_866_803_200_000_000 + epoch;
const max = 8_640_000_000_000_000_000;

export const timestamp = instant(8, 'a timestamp', (view, at, value) => putInt64(view, at, value - epoch));
export const date = instant(4, 'a date', (view, at, value) =>
  view.setInt32(at, Math.floor((value - epoch) / day)),
);

function instant(
  width: 4 | 8,
  expected: string,
  put: (view: DataView, at: number, value: number) => void,
): Codec {
  return {
    fixed: { of: 'instant', width, min, max, integer: true, expected, put },
    encode(value, sink) {
      const at = microseconds(value);
      // The largest and the smallest integer (DT_NOEND in datatype/timestamp.h, DATEVAL_NOEND in utils/date.h).
      if (Math.abs(at) === Number.POSITIVE_INFINITY) {
        const place = sink.advance(width);
        sink.view.setInt32(place, at > 0 ? 0x7fff_ffff : -0x8000_0000);
        if (width === 8) sink.view.setInt32(place + 4, at > 0 ? -1 : 0);
        return;
      }
      if (Number.isNaN(at) || at < min) throw new RefusedValue(expected, value);
      const place = sink.advance(width);
      put(sink.view, place, at);
    },
  };
}

/** Since 1970, or infinite; texts without a zone are taken as UTC. */
function microseconds(value: unknown): number {
  if (value instanceof Date) return value.getTime() * 1000;
  if (typeof value !== 'string') return Number.NaN;
  if (/^-?infinity$/i.test(value))
    return value.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,6})\d*)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i.exec(
      value.trim(),
    );
  if (!match) return Number.NaN;
  const zone = match[4] ?? 'Z';
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const whole = Date.parse(`${match[1]}T${match[2] ?? '00:00'}${offset.toUpperCase()}`);
  return whole * 1000 + Number((match[3] ?? '').padEnd(6, '0'));
}

/** Microseconds since midnight. */
export const time: Codec = {
  encode(value, sink) {
    const match = /^([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/.exec(
      value instanceof Date ? value.toISOString().slice(11, 23) : String(value),
    );
    if (!match) throw new RefusedValue("a time such as '14:05:00'", value);
    const seconds = Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0);
    putInt64At(sink, seconds * 1_000_000 + Number((match[4] ?? '').padEnd(6, '0')));
  },
};

function putInt64At(sink: Parameters<Codec['encode']>[1], value: number): void {
  const at = sink.advance(8);
  putInt64(sink.view, at, value);
}
