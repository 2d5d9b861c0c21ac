import { quoteName } from '../../../analysis/plans/why/quoteName.ts';
import { relationName } from '../../../analysis/relationName.ts';
import type { AdvisedReason, PlanAdvice } from './planRemedy.ts';

/** Of a name, in bytes: NAMEDATALEN - 1 (src/include/pg_config_manual.h). */
const longest = 63;
const suffix = '_before';

/** The index under its definition of before, beside what is there now. */
export const buildAgain: PlanAdvice = ({ reason, query, partitioned }) => {
  const { relation, index, was, kind } = reason;
  if (!relation || !index || !was) return null;
  const name = kind === 'index-dropped' ? index : `${index.slice(0, longest - suffix.length)}${suffix}`;
  const { blame } = query;
  const drop =
    blame?.migration && blame.statement !== null
      ? `Leave out statement ${blame.statement} of ${blame.migration} until no query needs the index`
      : 'Keep the index of before until no query needs it';
  return {
    words: `${drop}; where it is gone already, build it${partitioned ? ' on each partition' : ''} while reads and writes go on, outside a transaction.`,
    sql: partitioned ? onPartitions(name, relation, was) : [createIndex(name, relation, was)],
  };
};

export const reindexIt: PlanAdvice = ({ reason: { relation, index } }) =>
  index === null
    ? null
    : {
        words:
          'Build it anew while reads and writes go on, outside a transaction; where a unique one failed, remove the duplicates first.',
        sql: [`REINDEX INDEX CONCURRENTLY ${inSchemaOf(relation, index)};`],
      };

/** `unique btree (customer_id) WHERE open` → a statement. */
export function createIndex(name: string, relation: string, definition: string): string {
  const { unique, rest } = partsOf(definition);
  return `CREATE ${unique}INDEX CONCURRENTLY ${quoteName(name)} ON ${relation} USING ${rest};`;
}

function onPartitions(name: string, relation: string, definition: string): string[] {
  const { unique, rest } = partsOf(definition);
  return [
    `CREATE ${unique}INDEX ${quoteName(name)} ON ONLY ${relation} USING ${rest};`,
    `CREATE ${unique}INDEX CONCURRENTLY … ON … USING ${rest}; -- on each partition`,
    `ALTER INDEX ${inSchemaOf(relation, name)} ATTACH PARTITION …; -- the index of each`,
  ];
}

function partsOf(definition: string): { unique: string; rest: string } {
  const unique = definition.startsWith('unique ');
  return { unique: unique ? 'UNIQUE ' : '', rest: unique ? definition.slice(7) : definition };
}

/** An index lies in its table's schema. */
export function inSchemaOf(relation: AdvisedReason['reason']['relation'], index: string): string {
  const schema = relation === null ? null : relationName(relation).schema;
  return schema === null ? quoteName(index) : `${quoteName(schema)}.${quoteName(index)}`;
}
