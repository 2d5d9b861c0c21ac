import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { fromStatistics } from '../../scenario/columns/fromStatistics.ts';
import { nullable } from '../../scenario/columns/nullable.ts';
import { type OneOfColumn, oneOf } from '../../scenario/columns/oneOf.ts';
import { sequence } from '../../scenario/columns/sequence.ts';
import { template } from '../../scenario/columns/template.ts';
import { uuid } from '../../scenario/columns/uuid.ts';
import type { CatalogColumn, PgType } from '../catalog/Catalog.ts';
import type { KnownColumn } from './KnownTable.ts';

/** Text that is wider on average is content, and keeps the look that its name gives it. */
const widest = 64;

/**
 * A column with the NULLs, distinct values, frequencies and order that production has, in exact numbers. The values are
 * made up: which of them is the most common one is not known, how common it is is. Null where the statistics do not
 * tell, or values of this kind cannot be had in any number.
 *
 * @param usual what the column would hold otherwise
 * @param rows of the table
 */
export function likeStatistics(
  usual: AnyColumn,
  { name, type, notNull }: CatalogColumn,
  known: KnownColumn | undefined,
  rows: number,
): AnyColumn | null {
  if (known?.distinct === undefined) return null;
  const nullFraction = notNull ? 0 : (known.nullFraction ?? 0);
  const present = Math.round(rows * (1 - nullFraction));
  if (present < 1) return null;
  if (usual.kind === 'oneOf') {
    const made = ranked(usual as OneOfColumn, known, rows);
    return nullFraction === 0 ? made : nullable(nullFraction, made);
  }
  const { distinct: asked, mostCommonFrequencies = [], correlation } = known;
  const count = Math.max(1, Math.min(present, Math.round(asked < 0 ? -asked * rows : asked)));
  const values = valuesOf(name, type, known, count);
  if (values === null) return null;
  const statistics = {
    nullFraction,
    distinct: count,
    // float4s may add up to a little more than there is.
    mostCommonFrequencies: within(mostCommonFrequencies.slice(0, count), 1 - nullFraction),
    ...(correlation === undefined ? {} : { correlation }),
  };
  return fromStatistics(statistics, values);
}

/** The choices in their order, as common as production's most common ones. */
function ranked({ values, weights }: OneOfColumn, known: KnownColumn, rows: number): AnyColumn {
  const { distinct = 0, mostCommonFrequencies: common = [], nullFraction = 0 } = known;
  const distinctCount = Math.max(1, Math.round(distinct < 0 ? -distinct * rows : distinct));
  const count = Math.min(values.length, distinctCount);
  if (common.length === 0) return oneOf(values.slice(0, count), weights.slice(0, count));
  const named = common.slice(0, count);
  const left = Math.max(0, 1 - nullFraction - named.reduce((sum, share) => sum + share, 0));
  const others = count - named.length;
  return oneOf(values.slice(0, count), [...named, ...Array.from({ length: others }, () => left / others)]);
}

/** Another value in every row, ascending. */
function valuesOf(
  name: string,
  { base, kind, modifier }: PgType,
  known: KnownColumn,
  count: number,
): AnyColumn | null {
  if (kind !== 'base') return null;
  switch (base) {
    case 'int2':
      return count <= 32_767 ? sequence() : null;
    case 'int4':
    case 'int8':
    case 'float8':
      return sequence();
    case 'numeric':
      return modifier < 4 ? sequence() : null;
    case 'uuid':
      return uuid();
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'citext':
      return words(name, modifier < 4 ? null : modifier - 4, known.averageWidth ?? 0, count);
    default:
      return null;
  }
}

/** `city-0042`, as wide as production's are on average; a header of a byte is in that. */
function words(name: string, most: number | null, averageWidth: number, count: number): AnyColumn | null {
  const digits = String(count).length;
  const width = Math.min(Math.max(averageWidth - 1, digits), most ?? Number.POSITIVE_INFINITY);
  if (averageWidth > widest || width < digits) return null;
  const plain = name.replace(/[^A-Za-z0-9]/g, '').slice(0, Math.max(0, width - digits - 1));
  const prefix = plain === '' ? '' : `${plain}-`;
  return template(`${prefix}{n:${Math.min(99, width - prefix.length)}}`);
}

function within(shares: readonly number[], most: number): number[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum <= most ? [...shares] : shares.map((share) => (share * most) / sum);
}
