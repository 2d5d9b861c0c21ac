import type { UuidColumn } from '../../scenario/columns/uuid.ts';
import { bits } from '../random/draw.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { uuidVector } from './Vector.ts';

/** The first word is a bijection of the row, so that no two rows share a UUID. */
export function compileUuid(_column: UuidColumn, { key }: SourceContext): ValueSource {
  const vector = uuidVector();
  const { words } = vector;
  const [k0, k1, k2, k3] = key;
  return {
    vector,
    nullable: false,
    fill(rows, count) {
      for (let i = 0; i < count; i++) {
        const row = rows[i]!;
        words[i * 4] = bits(row, k0, k1);
        words[i * 4 + 1] = (bits(row, k1, k2) & 0xffff0fff) | 0x4000;
        words[i * 4 + 2] = (bits(row, k2, k3) & 0x3fffffff) | 0x80000000;
        words[i * 4 + 3] = bits(row, k3, k0);
      }
    },
  };
}
