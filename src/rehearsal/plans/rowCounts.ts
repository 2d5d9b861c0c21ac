import type { Dataset } from '../../dataset/Dataset.ts';
import { PgrehearseError } from '../../errors.ts';
import { didYouMean } from '../../scenario/nearest.ts';
import type { RowCounts } from '../../scenario/Scenario.ts';

/**
 * The rows that tables have as loaded, for a function of the author's.
 * @param owner `key query 'x', parameters 'y'`
 */
export function rowCounts(tables: Dataset['tables'], owner: string): RowCounts {
  return (name) => {
    const table = tables.find((each) => each.name === name);
    if (table) return table.rows;
    const names = tables.map((each) => each.name);
    throw new PgrehearseError(
      'query/parameters',
      `${owner} ask for the rows of ${name}, which was not loaded`,
      {
        detail: `The tables are ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}.`,
        hint: `Write the name as PostgreSQL prints it, with its schema.${didYouMean(name, names)}`,
      },
    );
  };
}
