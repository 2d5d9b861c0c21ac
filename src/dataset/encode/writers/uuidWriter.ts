import type { UuidVector } from '../../values/Vector.ts';
import type { ColumnWriter } from '../ColumnWriter.ts';

export function uuidWriter(vector: UuidVector): ColumnWriter {
  const { words } = vector;
  return {
    measure(count, sizes) {
      const { nulls } = vector;
      if (nulls !== null) for (let i = 0; i < count; i++) if (nulls[i] === 1) sizes[i]! -= 16;
      return 20;
    },
    write(count, { view }, positions) {
      const { nulls } = vector;
      for (let i = 0; i < count; i++) {
        const at = positions[i]!;
        if (nulls !== null && nulls[i] === 1) {
          view.setInt32(at, -1);
          positions[i] = at + 4;
          continue;
        }
        view.setInt32(at, 16);
        for (let w = 0; w < 4; w++) view.setInt32(at + 4 + w * 4, words[i * 4 + w]!);
        positions[i] = at + 20;
      }
    },
  };
}
