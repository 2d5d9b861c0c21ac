import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

const maxFloat4 = 3.4028234663852886e38;

export const float4 = float(4, maxFloat4, 'a real number');
export const float8 = float(8, Number.MAX_VALUE, 'a double precision number');

/** Written as text; a number that is none comes from a division by zero. */
const notFinite: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

function float(width: 4 | 8, max: number, expected: string): Codec {
  const put =
    width === 4
      ? (view: DataView, at: number, value: number) => view.setFloat32(at, value)
      : (view: DataView, at: number, value: number) => view.setFloat64(at, value);
  return {
    fixed: { of: 'number', width, min: -max, max, integer: false, expected, put },
    encode(value, sink) {
      const named = typeof value === 'string' ? notFinite[value.trim().toLowerCase()] : undefined;
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (
        named === undefined &&
        !(typeof number === 'number' && Math.abs(width === 4 ? Math.fround(number) : number) <= max)
      )
        throw new RefusedValue(expected, value);
      const at = sink.advance(width);
      put(sink.view, at, named ?? (number as number));
    },
  };
}
