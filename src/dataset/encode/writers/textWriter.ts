import { copyBytes } from '../../values/copyBytes.ts';
import type { BytesVector } from '../../values/Vector.ts';
import type { Codec } from '../Codec.ts';
import type { ColumnWriter } from '../ColumnWriter.ts';
import { RefusedValue } from '../RefusedValue.ts';

/** Text that was generated as UTF-8 is copied as it is. */
export function textWriter(vector: BytesVector, codec: Codec): ColumnWriter {
  const { starts, ends } = vector;
  const most = codec.length ?? null;
  const prefix = codec.prefix;
  const extra = prefix === undefined ? 4 : 5;
  return {
    measure(count, sizes) {
      const { nulls } = vector;
      for (let i = 0; i < count; i++) {
        if (nulls !== null && nulls[i] === 1) {
          sizes[i]! += 4 - extra;
          continue;
        }
        const length = ends[i]! - starts[i]!;
        if (most !== null && length > most) {
          const text = Buffer.from(vector.bytes.subarray(starts[i]!, ends[i]!)).toString();
          if ([...text].length > most)
            throw Object.assign(new RefusedValue(`at most ${most} characters`, text), { index: i });
        }
        sizes[i]! += length;
      }
      return extra;
    },
    write(count, into, positions) {
      const { nulls } = vector;
      const { bytes, view } = into;
      for (let i = 0; i < count; i++) {
        let at = positions[i]!;
        if (nulls !== null && nulls[i] === 1) {
          view.setInt32(at, -1);
          positions[i] = at + 4;
          continue;
        }
        const start = starts[i]!;
        const end = ends[i]!;
        view.setInt32(at, end - start + extra - 4);
        at += 4;
        if (prefix !== undefined) bytes[at++] = prefix;
        positions[i] = copyBytes(vector, start, end, into, at);
      }
    },
  };
}
