import { momentOf } from '../../scenario/columns/timestamps.ts';
import type { UuidColumn } from '../../scenario/columns/uuid.ts';
import { bits } from '../random/draw.ts';
import { unordered } from './timestamps.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { uuidVector } from './Vector.ts';

/** The first word is a bijection of the row, so that no two rows share a UUID. */
export function compileUuid(column: UuidColumn, context: SourceContext): ValueSource {
  if (column.version === 7) return ascending(column, context);
  const { key } = context;
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

/**
 * Version 7 (RFC 9562): milliseconds since 1970, then, as PostgreSQL 18 has it, 12 bits of the time below
 * them. The last word is a bijection of the row.
 */
function ascending(column: UuidColumn, context: SourceContext): ValueSource {
  const { key, rows: total, world } = context;
  const from = momentOf(column.from, world.now);
  const to = momentOf(column.to, world.now);
  if (!(from < to)) throw unordered(column, context);
  const vector = uuidVector();
  const { words } = vector;
  const [k0, k1, k2, k3] = key;
  const step = (to - from) / total;
  return {
    vector,
    nullable: false,
    fill(rows, count) {
      for (let i = 0; i < count; i++) {
        const row = rows[i]!;
        const time = from + row * step;
        const ms = Math.floor(time);
        const high = Math.floor(ms / 65_536);
        words[i * 4] = high | 0;
        words[i * 4 + 1] = ((ms - high * 65_536) << 16) | 0x7000 | Math.floor((time - ms) * 4096);
        words[i * 4 + 2] = (bits(row, k2, k3) & 0x3fffffff) | 0x80000000;
        words[i * 4 + 3] = bits(row, k0, k1);
      }
    },
  };
}
