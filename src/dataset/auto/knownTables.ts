import type { Production } from '../../scenario/production/Production.ts';
import { referencesOf } from '../../scenario/production/referencesOf.ts';
import { statisticsOf } from '../../scenario/production/statisticsOf.ts';
import type { KnownColumn, KnownTable } from './KnownTable.ts';

/**
 * What production.json knows, by table, for `auto` to follow.
 *
 * @param scale of the rows that production has
 */
export function knownTables(production: Production, scale: number): Map<string, KnownTable> {
  return new Map(
    Object.entries(production.tables).map(([name, { rows, columns }]) => [
      name,
      {
        ...(rows === undefined ? {} : { rows: Math.max(1, Math.round(rows * scale)) }),
        columns: Object.fromEntries(
          Object.keys(columns).map((column) => [column, knownColumn(production, name, column)]),
        ),
      },
    ]),
  );
}

function knownColumn(production: Production, table: string, column: string): KnownColumn {
  const known = statisticsOf(production, table, column);
  if (known?.nullFrac === undefined) return {};
  const { nullFrac, nDistinct, correlation, avgWidth, mostCommonFreqs } = known;
  const key = Object.values(production.tables[table]!.foreignKeys ?? {}).find(
    ({ columns }) => columns[0] === column && columns.length === 1,
  );
  const references = key ? referencesOf(production, table, column, key.references) : null;
  return {
    nullFraction: nullFrac,
    ...(nDistinct === undefined || nDistinct === 0 ? {} : { distinct: nDistinct }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(avgWidth === undefined ? {} : { averageWidth: avgWidth }),
    ...(mostCommonFreqs === undefined ? {} : { mostCommonFrequencies: mostCommonFreqs }),
    ...(references ? { exponent: references.exponent } : {}),
    ...(references?.childless === undefined ? {} : { childless: references.childless }),
  };
}
