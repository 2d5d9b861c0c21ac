import type { InstantVector, NumberVector } from '../../values/Vector.ts';
import type { FixedNumber } from '../Codec.ts';
import type { ColumnWriter } from '../ColumnWriter.ts';
import { RefusedValue } from '../RefusedValue.ts';

export function fixedWriter(vector: NumberVector | InstantVector, fixed: FixedNumber): ColumnWriter {
  const { values } = vector;
  const { width, min, max, integer, put } = fixed;
  const whole = 4 + width;
  return {
    measure(count, sizes) {
      const { nulls } = vector;
      for (let i = 0; i < count; i++) {
        if (nulls !== null && nulls[i] === 1) {
          sizes[i]! += 4;
          continue;
        }
        const value = values[i]!;
        if (!(value >= min && value <= max) || (integer && Math.floor(value) !== value)) {
          const found = vector.kind === 'instant' ? new Date(value / 1000) : value;
          throw Object.assign(new RefusedValue(fixed.expected, found), { index: i });
        }
        sizes[i]! += whole;
      }
    },
    write(count, { view }, positions) {
      const { nulls } = vector;
      for (let i = 0; i < count; i++) {
        const at = positions[i]!;
        if (nulls !== null && nulls[i] === 1) {
          view.setInt32(at, -1);
          positions[i] = at + 4;
        } else {
          view.setInt32(at, width);
          put(view, at + 4, values[i]!);
          positions[i] = at + whole;
        }
      }
    },
  };
}
