import { copyBytes } from '../../values/copyBytes.ts';
import { readValue } from '../../values/readValue.ts';
import { batchRows, type Vector } from '../../values/Vector.ts';
import type { Codec } from '../Codec.ts';
import type { ColumnWriter } from '../ColumnWriter.ts';
import { RefusedValue } from '../RefusedValue.ts';
import { Sink } from '../Sink.ts';

/** The general way: each value is read and encoded on its own. */
export function valueWriter(vector: Vector, codec: Codec): ColumnWriter {
  const sink = new Sink();
  const starts = new Int32Array(batchRows + 1);
  return {
    measure(count, sizes) {
      sink.length = 0;
      let i = 0;
      try {
        for (; i < count; i++) {
          starts[i] = sink.length;
          const at = sink.advance(4);
          const value = readValue(vector, i);
          if (value === null || value === undefined) sink.view.setInt32(at, -1);
          else {
            codec.encode(value, sink);
            sink.view.setInt32(at, sink.length - at - 4);
          }
          sizes[i]! += sink.length - at;
        }
      } catch (error) {
        if (error instanceof RefusedValue) error.index = i;
        throw error;
      }
      starts[count] = sink.length;
      return 0;
    },
    write(count, into, positions) {
      for (let i = 0; i < count; i++)
        positions[i] = copyBytes(sink, starts[i]!, starts[i + 1]!, into, positions[i]!);
    },
  };
}
