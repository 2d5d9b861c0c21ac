import { PgrehearseError } from '../../errors.ts';
import type { Column } from '../../scenario/columns/Column.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { CombinationColumn } from '../../scenario/columns/combinations.ts';
import { formatCount } from '../../units.ts';
import { drawShares } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { placement } from '../random/Placement.ts';
import { allValues } from './allValues.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

/**
 * All combinations are numbered, the first column slowest, and cut into as many cells as there are rows:
 * each row has one cell to itself, and draws a combination inside it.
 */
export function compileCombination(
  { member, members, correlation = 0 }: CombinationColumn,
  context: SourceContext,
): ValueSource {
  const { rows: total, table, column } = context;
  const names = Object.keys(members);
  const common = context.named(names[0]!);
  const parts = names.map((name) => ({
    name,
    ...allValues(members[name] as AnyColumn as Column, common.named(name)),
  }));
  const all = parts.reduce((product, { size }) => product * size, 1);
  if (all < total)
    throw new PgrehearseError(
      'data/too-few-values',
      `column ${column} of table ${table.name}: expected at most ${formatCount(all)} rows, found ${formatCount(total)}`,
      {
        detail: `There are ${parts.map(({ name, size }) => `${formatCount(size)} of ${name}`).join(' × ')} combinations.`,
        source: `the declaration of ${table.name}`,
        hint: 'Declare fewer rows, or columns with more values.',
      },
    );
  const cell = Math.floor(Math.min(all, Number.MAX_SAFE_INTEGER) / total);
  const index = parts.findIndex(({ name }) => name === member);
  const { size, source } = parts[index]!;
  const faster = parts.slice(index + 1).reduce((product, part) => product * part.size, 1);
  const key = keyOf(...common.key, 'combinations');
  const place = placement(total, correlation, keyOf(...key, 'place'));
  const shares = new Float64Array(batchRows);
  const chosen = new Int32Array(batchRows);
  return {
    ...source,
    fill(rows, count) {
      drawShares(key, rows, count, shares);
      for (let i = 0; i < count; i++) {
        const combination = place(rows[i]!) * cell + Math.floor(shares[i]! * cell);
        chosen[i] = Math.floor(combination / faster) % size;
      }
      source.fill(chosen, count);
    },
  };
}
