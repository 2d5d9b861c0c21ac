import { constant } from '../../scenario/columns/constant.ts';
import type { StatisticsColumn } from '../../scenario/columns/fromStatistics.ts';
import { keyOf } from '../random/Key.ts';
import { NullRows } from '../random/NullRows.ts';
import { segmentedMasses } from '../random/segmentedMasses.ts';
import { chooseByMass } from './choose.ts';
import { compileConstant } from './constant.ts';
import { describedValues } from './describedValues.ts';
import { statisticsSegments } from './statisticsSegments.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

/** Exact masses in the order of the values, rows placed among them, NULLs left out of both. */
export function compileStatistics(column: StatisticsColumn, context: SourceContext): ValueSource {
  const { key, rows: total } = context;
  const { nullFraction = 0, correlation = 0 } = column.statistics;
  const nulls = Math.min(total, Math.round(total * nullFraction));
  const present = total - nulls;
  if (present === 0) return compileConstant(constant(null));
  const described = statisticsSegments(column.statistics, present, total, keyOf(...key, 'common'));
  const choose = chooseByMass(segmentedMasses(described.segments), correlation, key);
  const values = { ...describedValues(column, described, context), distinct: described.size, drawn: false };
  const chosen = new Int32Array(batchRows);
  if (nulls === 0)
    return {
      ...values,
      fill(rows, count) {
        choose(rows, count, chosen);
        values.fill(chosen, count);
      },
    };

  const nullRows = new NullRows(total, nulls, key);
  const indexes = new Int32Array(batchRows);
  const mask = new Uint8Array(batchRows);
  return {
    ...values,
    nullable: true,
    fill(rows, count) {
      for (let i = 0; i < count; i++) {
        const row = rows[i]!;
        mask[i] = nullRows.isNull(row) ? 1 : 0;
        // A NULL needs a value below it all the same.
        indexes[i] = Math.min(nullRows.index(row), present - 1);
      }
      choose(indexes, count, chosen);
      values.fill(chosen, count);
      const { nulls: inner } = values.vector;
      if (inner !== null && inner !== mask) for (let i = 0; i < count; i++) mask[i]! |= inner[i]!;
      values.vector.nulls = mask;
    },
  };
}
