import type { EdgesColumn, EdgeType } from '../../scenario/columns/edges.ts';
import { bits, drawMask } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { merged } from './merged.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, codeVector } from './Vector.ts';

export function compileEdges({ share, of, column }: EdgesColumn, context: SourceContext): ValueSource {
  const inner = context.inner(column);
  const key = keyOf(...context.key, 'edges');
  const extremes = edgesOf(of);
  const picked = codeVector(extremes);
  const mask = new Uint8Array(batchRows);
  const { vector, begin, put } = merged([inner.vector, picked]);
  const { bounds: _bounds, distinct: _distinct, ...rest } = inner;
  return {
    ...rest,
    vector,
    extremes: [...extremes, ...(inner.extremes ?? [])],
    fill(rows, count) {
      inner.fill(rows, count);
      drawMask(key, share, rows, count, mask);
      begin();
      for (let i = 0; i < count; i++) {
        if (mask[i] === 1) picked.codes[i] = (bits(rows[i]!, key[2], key[3]) >>> 0) % extremes.length;
        put(i, mask[i]!, i);
      }
    },
  };
}

/** https://www.postgresql.org/docs/current/datatype-numeric.html and datatype-datetime.html */
function edgesOf(of: EdgeType): readonly unknown[] {
  if (typeof of === 'object') {
    if ('varchar' in of)
      return ['', ' ', 'x'.repeat(of.varchar), 'ü'.repeat(of.varchar), '😀'.repeat(of.varchar)];
    const [precision, scale] = of.numeric;
    const most = `${'9'.repeat(precision - scale) || '0'}${scale > 0 ? `.${'9'.repeat(scale)}` : ''}`;
    const least = scale > 0 ? `0.${'0'.repeat(scale - 1)}1` : '1';
    return ['0', least, `-${least}`, most, `-${most}`, 'NaN'];
  }
  return byType[of];
}

const instants = [
  'infinity',
  '-infinity',
  '0001-01-01',
  '1900-01-01',
  '1969-12-31',
  '1970-01-01',
  '9999-12-31',
];

const byType: Readonly<Record<Extract<EdgeType, string>, readonly unknown[]>> = {
  smallint: [0, -1, 32_767, -32_768],
  integer: [0, -1, 2_147_483_647, -2_147_483_648],
  bigint: [0, -1, 2 ** 53, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n].map((value) =>
    BigInt(value),
  ),
  real: [0, '-0', 'NaN', 'Infinity', '-Infinity', 1.1754943508222875e-38, 3.4028234663852886e38],
  'double precision': [0, '-0', 'NaN', 'Infinity', '-Infinity', Number.MIN_VALUE, Number.MAX_VALUE],
  date: instants,
  timestamp: instants,
  timestamptz: instants,
  text: ['', ' ', 'null', 'NULL', "'", '"', '\\', '%', '\u{1f600}', 'x'.repeat(10_000)],
};
