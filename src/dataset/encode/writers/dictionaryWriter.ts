import { copyBytes, viewed } from '../../values/copyBytes.ts';
import type { CodeVector } from '../../values/Vector.ts';
import type { Codec } from '../Codec.ts';
import type { ColumnWriter } from '../ColumnWriter.ts';
import { Sink } from '../Sink.ts';

/** Encodes every value once, so that what the type refuses is found before the first row. */
export function dictionaryWriter(vector: CodeVector, codec: Codec): ColumnWriter {
  const { codes, dictionary } = vector;
  const starts = new Int32Array(dictionary.length + 1);
  const sink = new Sink();
  for (const [code, value] of dictionary.entries()) {
    starts[code] = sink.length;
    const at = sink.advance(4);
    if (value === null || value === undefined) sink.view.setInt32(at, -1);
    else {
      codec.encode(value, sink);
      sink.view.setInt32(at, sink.length - at - 4);
    }
  }
  starts[dictionary.length] = sink.length;
  const lengths = starts.subarray(1).map((end, code) => end - starts[code]!);
  const encoded = viewed(new Uint8Array(sink.bytes.subarray(0, sink.length)));
  return {
    measure(count, sizes) {
      const { nulls } = vector;
      for (let i = 0; i < count; i++) {
        const code = codes[i]!;
        sizes[i]! += nulls !== null && nulls[i] === 1 ? 4 : lengths[code]!;
      }
      return 0;
    },
    write(count, into, positions) {
      const { nulls } = vector;
      for (let i = 0; i < count; i++) {
        const at = positions[i]!;
        if (nulls !== null && nulls[i] === 1) {
          into.view.setInt32(at, -1);
          positions[i] = at + 4;
        } else {
          const code = codes[i]!;
          positions[i] = copyBytes(encoded, starts[code]!, starts[code + 1]!, into, at);
        }
      }
    },
  };
}
