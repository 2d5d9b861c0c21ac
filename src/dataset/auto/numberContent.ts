import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { lognormal } from '../../scenario/columns/lognormal.ts';
import { uniform } from '../../scenario/columns/uniform.ts';
import type { PgType } from '../catalog/Catalog.ts';
import type { Bound, ColumnFacts } from './conditionFacts.ts';

const most: Readonly<Record<string, number>> = {
  int2: 32_767,
  int4: 2 ** 31 - 1,
  int8: 2 ** 53 - 1,
  oid: 2 ** 31 - 1,
};

/** Amounts with a long tail, or evenly spread ones where a name or a condition bounds them. */
export function numberContent(name: string, type: PgType, { min, max }: ColumnFacts): AnyColumn {
  const whole = Object.hasOwn(most, type.base);
  const { scale, limit } = digitsOf(type);
  const decimals = whole ? 0 : Math.min(scale, 2);
  const step = 10 ** -decimals;
  const [low, high] = [inside(min, step), inside(max, -step)];
  if (low !== null || high !== null) {
    const from = low ?? Math.min(0, high! - 1000);
    const to = Math.min(high ?? Math.max(from * 10, from + 1000), limit);
    return from >= to ? uniform(from, from, { decimals }) : uniform(from, to, { decimals });
  }
  const named = byName.find(([pattern]) => pattern.test(name))?.[1];
  if (named && named[1] <= limit)
    return uniform(named[0], named[1], { decimals: whole ? 0 : Math.min(scale, named[2] ?? decimals) });
  if (limit < 1000) return uniform(0, limit, { decimals: whole ? 0 : scale });
  if (whole) return lognormal(20, 1.2, { min: 1, max: Math.min(limit, 30_000) });
  return lognormal(50, 1, { decimals, min: step, max: Math.min(limit, 1e6) });
}

const byName: readonly [RegExp, readonly [number, number, number?]][] = [
  [/year/i, [1990, 2025]],
  [/(^|_)age$/i, [18, 90]],
  [/^lat/i, [-90, 90, 6]],
  [/^(lon|lng)/i, [-180, 180, 6]],
  [/percent|rate|score|rank|priority/i, [1, 100]],
  [/(size|bytes|length)$/i, [1, 1_000_000]],
];

/** Of numeric(precision, scale) the modifier is precision << 16 | scale, plus 4; the scale has 11 bits and a sign. */
function digitsOf({ base, modifier }: PgType): { scale: number; limit: number } {
  if (base !== 'numeric' || modifier < 4) return { scale: 6, limit: most[base] ?? 1e15 };
  const scale = ((((modifier - 4) & 0x7ff) ^ 1024) - 1024) | 0;
  const digits = (((modifier - 4) >> 16) & 0xffff) - scale;
  const decimals = Math.max(0, Math.min(scale, 6));
  return { scale: decimals, limit: Math.min(1e15, 10 ** digits - 10 ** -decimals) };
}

function inside(bound: Bound | null, step: number): number | null {
  const value = bound === null ? Number.NaN : Number(bound.value);
  if (Number.isNaN(value)) return null;
  return bound!.inclusive ? value : value + step;
}
