import type { NumberVector } from '../../values/Vector.ts';
import { batchRows } from '../../values/Vector.ts';
import type { Decimal } from '../Codec.ts';
import type { ColumnWriter } from '../ColumnWriter.ts';
import { numericDigits } from '../codecs/numericDigits.ts';
import { RefusedValue } from '../RefusedValue.ts';

const most = 2 ** 52;

/** numeric(p, s) from numbers: the digits of a batch are found while it is measured. */
export function decimalWriter(
  vector: NumberVector,
  { scale, limit, expected }: Decimal,
  general: ColumnWriter,
): ColumnWriter {
  const { values } = vector;
  /** Whether a number of the batch has more digits than a double holds exactly. */
  let large = false;
  const factor = 10 ** scale;
  const split = numericDigits(scale);
  /** Behind each other, most significant first. */
  const digits = new Int16Array(batchRows * 8);
  const counts = new Int32Array(batchRows);
  const weights = new Int32Array(batchRows);
  return {
    measure(count, sizes) {
      const { nulls } = vector;
      large = false;
      for (let i = 0; i < count; i++) large ||= !(Math.abs(values[i]!) * factor <= most);
      if (large) return general.measure(count, sizes);
      for (let i = 0; i < count; i++) {
        if (nulls !== null && nulls[i] === 1) {
          sizes[i]! -= 8;
          continue;
        }
        const magnitude = Math.abs(Math.round(values[i]! * factor));
        if (magnitude / factor >= limit)
          throw Object.assign(new RefusedValue(expected, values[i]), { index: i });
        const found = split(magnitude, digits, i * 8);
        counts[i] = found.count;
        weights[i] = found.weight;
        sizes[i]! += found.count * 2;
      }
      return 12;
    },
    write(count, into, positions) {
      if (large) {
        general.write(count, into, positions);
        return;
      }
      const { nulls } = vector;
      const { view } = into;
      for (let i = 0; i < count; i++) {
        const at = positions[i]!;
        if (nulls !== null && nulls[i] === 1) {
          view.setInt32(at, -1);
          positions[i] = at + 4;
          continue;
        }
        const length = counts[i]!;
        view.setInt32(at, 8 + length * 2);
        view.setInt32(at + 4, (length << 16) | (weights[i]! & 0xffff));
        // −0 and what rounds to it are plain zeros.
        view.setInt32(at + 8, (values[i]! < 0 && length > 0 ? 0x4000_0000 : 0) | scale);
        for (let d = 0; d < length; d++) view.setInt16(at + 12 + d * 2, digits[i * 8 + d]!);
        positions[i] = at + 12 + length * 2;
      }
    },
  };
}
