import { type Advice, type Remedy, retry } from './Remedy.ts';

/** CREATE INDEX up to its table; a name in quotes may hold any word. */
const beforeTable =
  /^(create\s+(?:unique\s+)?index\s+(?:if\s+not\s+exists\s+)?(?:"(?:[^"]|"")*"\s*|(?!on\b)[^\s"]+\s+)?)on\s+(?:only\s+)?/i;

export const createIndex: Advice = ({ target, action, partitioned }) => {
  if (action.concurrently) return null;
  if (partitioned)
    return {
      words: `A partitioned table's index cannot be built CONCURRENTLY as a whole. Create it ON ONLY ${target}, build that of each partition CONCURRENTLY, and attach each: with the last one it becomes valid.`,
      sql: [
        `${action.text.replace(beforeTable, '$1ON ONLY ')};`,
        `ALTER INDEX ${action.name ?? '…'} ATTACH PARTITION …;`,
      ],
    };
  return {
    words:
      'Build it while reads and writes go on, outside a transaction, and see that it is valid afterwards: a build that fails leaves an invalid index behind.',
    sql: [`${action.text.replace(/\bindex\b/i, 'INDEX CONCURRENTLY')};`],
  };
};

export const dropObject: Advice = ({ action }) =>
  action.concurrently || action.name === null || /\bcascade\s*$/i.test(action.text)
    ? null
    : {
        words: 'Drop it while reads and writes go on, outside a transaction.',
        sql: [`DROP INDEX CONCURRENTLY ${action.name};`],
      };

export const reindex: Advice = ({ action }) =>
  action.concurrently || /^reindex\s*(?:\([^)]*\)\s*)?system\b/i.test(action.text)
    ? null
    : {
        words: 'Rebuild while reads and writes go on, outside a transaction.',
        sql: [
          `${action.text.replace(/^(reindex\s*(?:\([^)]*\)\s*)?(?:table|index|schema|database|system))\b/i, '$1 CONCURRENTLY')};`,
        ],
      };

export const refresh: Advice = ({ target, action }) =>
  action.concurrently
    ? null
    : {
        words: 'Refresh it while reads go on; that takes a unique index on all of its rows.',
        sql: [`REFRESH MATERIALIZED VIEW CONCURRENTLY ${target};`],
      };

export const copyOnline: Advice = ({ action }) =>
  action.kind === 'VacuumStmt' &&
  !/^vacuum\s*(?:\([^)]*\bfull\b(?!\s+(?:false|off|0)\b)|full\b)/i.test(action.text)
    ? null
    : {
        words:
          'It copies the whole table under ACCESS EXCLUSIVE. pg_repack or pg_squeeze copy it while reads and writes go on; or plan a maintenance window.',
        sql: [],
      };

export const inBatches: Remedy = {
  words:
    'Change the rows in batches by key range, one short transaction each, so that row locks are held briefly and a stop half-way can resume.',
  sql: [],
};

export const attachPartition: Advice = ({ target, action }) => ({
  words: `Give ${action.name} a CHECK constraint that says the same as its bounds, NOT VALID first and validated in a transaction of its own: ATTACH PARTITION then reads nothing. With a default partition, give that one a CHECK which rules the bounds out, likewise. ${retry}`,
  sql: [
    `ALTER TABLE ${action.name} ADD CONSTRAINT in_bounds CHECK (…) NOT VALID;`,
    `ALTER TABLE ${action.name} VALIDATE CONSTRAINT in_bounds;`,
    `ALTER TABLE ${target} ${action.text};`,
    `ALTER TABLE ${action.name} DROP CONSTRAINT in_bounds;`,
  ],
});

export const detachPartition: Advice = ({ target, action, major }) =>
  action.concurrently || major < 14
    ? null
    : {
        words:
          'Detach it while reads and writes go on, outside a transaction; there must be no default partition.',
        sql: [`ALTER TABLE ${target} ${action.text} CONCURRENTLY;`],
      };

export const alterDomain: Advice = ({ target, action }) => {
  if (!action.constraint || action.constraint.notValid || action.constraint.type !== 'CONSTR_CHECK')
    return null;
  const text = /\badd\b.*$/is.exec(action.text)?.[0] ?? '';
  return {
    words:
      'Every table with a column of the domain is read. Add the constraint NOT VALID, and validate it in a transaction of its own.',
    sql:
      action.name === null
        ? []
        : [
            `ALTER DOMAIN ${target} ${text} NOT VALID;`,
            `ALTER DOMAIN ${target} VALIDATE CONSTRAINT ${action.name};`,
          ],
  };
};
