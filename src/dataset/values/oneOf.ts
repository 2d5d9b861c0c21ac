import type { OneOfColumn } from '../../scenario/columns/oneOf.ts';
import { aliasTable, drawAlias } from '../random/alias.ts';
import { drawShares } from '../random/draw.ts';
import { massesOf } from '../random/skewedMasses.ts';
import { fromDictionary } from './choose.ts';
import { compared } from './compared.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, codeVector } from './Vector.ts';

export function compileOneOf(column: OneOfColumn, context: SourceContext): ValueSource {
  if (column.correlation) return ordered(column, context);
  const { values, weights } = column;
  const { key } = context;
  const vector = codeVector(values);
  const { codes } = vector;
  const table = aliasTable(weights);
  const shares = new Float64Array(batchRows);
  return {
    vector,
    drawn: true,
    nullable: values.some((value, i) => (value === null || value === undefined) && weights[i]! > 0),
    fill(rows, count) {
      drawShares(key, rows, count, shares);
      for (let i = 0; i < count; i++) codes[i] = drawAlias(table, shares[i]!);
    },
  };
}

/** Values by their order, each with exactly its share of the rows. */
function ordered(
  { values, weights, correlation = 0 }: OneOfColumn,
  { key, rows }: SourceContext,
): ValueSource {
  const order = [...values.keys()].sort((a, b) => compared(values[a], values[b]));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let [cumulative, before] = [0, 0];
  const masses = massesOf(order.length, (place) => {
    cumulative += weights[order[place]!]! / sum;
    const until = place === order.length - 1 ? rows : Math.round(cumulative * rows);
    const count = until - before;
    before = until;
    return count;
  });
  return fromDictionary(
    order.map((i) => values[i]),
    masses,
    correlation,
    key,
  );
}
