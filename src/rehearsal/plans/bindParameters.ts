import type { Client } from 'pg';
import type { Dataset } from '../../dataset/Dataset.ts';
import { PgrehearseError } from '../../errors.ts';
import type { NamedSet, ResolvedQuery } from '../../scenario/ResolvedScenario.ts';
import { statementError } from '../statementError.ts';
import { type AutoQuery, autoSets } from './auto/autoSets.ts';
import type { BoundQuery } from './BoundQuery.ts';
import { literals } from './literals.ts';
import { parameterRows } from './parameterRows.ts';
import { rowCounts } from './rowCounts.ts';

/** Values for $1, $2, … of one parameter set. */
export interface BoundParameters {
  name: string;
  values: readonly unknown[];
  from: BoundQuery['from'];
}

export interface BindContext {
  /** Milliseconds since 1970. */
  now: number;
  /** As loaded. */
  tables: Dataset['tables'];
  /** Whether the rows are not ours, so that messages must not quote them. */
  hidden: boolean;
  /** Takes parameters that are compared with no column, and so got an ordinary value of their type: `$1 (text)`. */
  ordinary(query: string, parameters: string): void;
}

/** indeterminate_datatype, ambiguous_parameter (errcodes.txt). */
const untyped = new Set(['42P18', '42P08']);

/**
 * The values of every parameter set of a query, read from the data where its author leaves that to us.
 * @throws PgrehearseError `query/parameters` where that cannot be done
 */
export async function bindParameters(
  client: Client,
  query: ResolvedQuery,
  context: BindContext,
): Promise<BoundParameters[]> {
  const bound: BoundParameters[] = [];
  for (const named of query.parameters) {
    const { name, set } = named;
    const owner = `key query '${query.name}', parameters '${name}'`;
    if (set === 'auto') {
      bound.push(...(await chosen(client, query, named, bound, context)));
      continue;
    }
    let values: readonly unknown[];
    if (typeof set === 'function') values = literals(set(rowCounts(context.tables, owner)), context.now);
    else if ('sql' in set) values = (await parameterRows(client, owner, set.sql, context.hidden))[0]!;
    else values = literals(set, context.now);
    bound.push({ name, values, from: 'author' });
  }
  return bound;
}

/** Those of `'auto'`; one that waits for the migrations where the query fits no schema before them. */
export async function chosen(
  client: Client,
  query: AutoQuery & Pick<ResolvedQuery, 'name' | 'imported'>,
  { name, given = {} }: Pick<NamedSet, 'name' | 'given'>,
  others: readonly Pick<BoundParameters, 'name'>[],
  { now, ordinary }: Pick<BindContext, 'now' | 'ordinary'>,
): Promise<BoundParameters[]> {
  try {
    const { sets, unknown } = await autoSets(client, query, now);
    const ours = unknown.filter(({ number }) => !(number in given));
    if (ours.length > 0) {
      const which = ours.map(({ number, type }) => `$${number} (${type})`).join(', ');
      ordinary(query.name, which);
    }
    return sets.map((set) => ({
      name:
        name === 'auto' && !others.some((other) => other.name === set.name)
          ? set.name
          : `${name} ${set.name}`,
      values: literals(
        set.values.map((value, index) => (index + 1 in given ? given[index + 1] : value)),
        now,
      ),
      from: 'auto',
    }));
  } catch (error) {
    const answer = statementError(error);
    if (!answer) throw error;
    if (untyped.has(answer.code) && !query.imported)
      throw new PgrehearseError('query/parameters', `the types of key query '${query.name}' cannot be told`, {
        detail: `${answer.message} (PostgreSQL's code ${answer.code}); in: ${query.sql}`,
        hint: 'Write the type behind the parameter, such as $1::bigint.',
      });
    const highest = Math.max(0, ...[...query.sql.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
    return [{ name, values: Array.from({ length: highest }, () => null), from: 'awaited' }];
  }
}
