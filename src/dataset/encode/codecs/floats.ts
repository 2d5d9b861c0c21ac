import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

const maxFloat4 = 3.4028234663852886e38;

export const float4 = float(4, maxFloat4, 'a real number');
export const float8 = float(8, Number.MAX_VALUE, 'a double precision number');

function float(width: 4 | 8, max: number, expected: string): Codec {
  const put =
    width === 4
      ? (view: DataView, at: number, value: number) => view.setFloat32(at, value)
      : (view: DataView, at: number, value: number) => view.setFloat64(at, value);
  return {
    fixed: { of: 'number', width, min: -max, max, integer: false, expected, put },
    encode(value, sink) {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      const named = value === 'NaN' || value === 'Infinity' || value === '-Infinity';
      if (typeof number !== 'number' || !(Math.abs(number) <= max || named))
        throw new RefusedValue(expected, value);
      const at = sink.advance(width);
      put(sink.view, at, number);
    },
  };
}
