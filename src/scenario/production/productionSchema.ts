import { z } from 'zod';
import {
  byRelation,
  expecting,
  fields,
  listOf,
  numberFrom,
  oneOf,
  recordOf,
  relation,
  text,
} from '../checking/fields.ts';
import { whole } from '../checking/problems.ts';
import { migrationTools, type Production, productionVersion } from './Production.ts';

const flag = expecting<boolean>('true or false', (value) => typeof value === 'boolean');
const count = numberFrom(0, 'a number, 0 or more');
const between = (least: number, most: number) =>
  expecting<number>(
    `a number from ${least} to ${most}`,
    (value) => typeof value === 'number' && value >= least && value <= most,
  );
const share = between(0, 1);
const timestamp = expecting<string>(
  `a timestamp such as '2026-02-15T00:00:00Z'`,
  (value) => z.iso.datetime({ offset: true }).safeParse(value).success,
);
const anyText = expecting<string>('a text', (value) => typeof value === 'string');
const texts = listOf(anyText, 'a list of texts');

const server = fields({
  version: text,
  major: numberFrom(9, 'a major version such as 16'),
  standby: flag,
  encoding: text,
  locale: fields({
    provider: oneOf(['libc', 'icu', 'builtin']),
    collate: anyText,
    ctype: anyText,
    locale: anyText.optional(),
    version: anyText.optional(),
  }),
  timezone: text,
  settings: recordOf(anyText),
  extensions: recordOf(anyText),
});

const role = fields({
  name: text,
  superuser: flag,
  inherit: flag,
  createRole: flag,
  createDatabase: flag,
  login: flag,
  replication: flag,
  bypassRowSecurity: flag,
  memberOf: texts,
});

const column = fields({
  type: text,
  notNull: z.literal(true, { error: 'true, or no such field' }).optional(),
  nullFrac: share.optional(),
  avgWidth: count.optional(),
  nDistinct: numberFrom(-1, 'a number of values, or a share of the rows from -1 to 0').optional(),
  exact: flag.optional(),
  correlation: between(-1, 1).optional(),
  mostCommonFreqs: listOf(share, 'a list of shares from 0 to 1').optional(),
  histogramBounds: count.optional(),
  mostCommonVals: texts.optional(),
  histogramVals: texts.optional(),
}).superRefine((found, context) => {
  // The sum of float4s may lie a little above what they add up to.
  const common = (found.mostCommonFreqs ?? []).reduce((sum, each) => sum + each, 0);
  if (common + (found.nullFrac ?? 0) > 1.001) {
    context.addIssue(whole('expected shares that add up to at most 1, with nullFrac', ['mostCommonFreqs']));
  }
});

const foreignKey = fields({
  columns: listOf(text),
  references: relation,
  referencedColumns: listOf(text),
  fanOut: fields({
    exact: flag,
    parents: count.optional(),
    parentsWithChildren: count,
    max: count.optional(),
    median: count.optional(),
    p90: count.optional(),
    p99: count.optional(),
  }).optional(),
});

const table = fields({
  kind: oneOf(['table', 'partitioned table', 'materialized view']),
  rows: count.optional(),
  exact: flag.optional(),
  bytes: fields({ heap: count, toast: count, indexes: count }),
  partitionOf: relation.optional(),
  partitioned: fields({ by: oneOf(['range', 'list', 'hash']), key: texts, partitions: count }).optional(),
  columns: recordOf(column),
  foreignKeys: recordOf(foreignKey).optional(),
});

const history = fields({
  tool: oneOf(migrationTools),
  table: relation,
  keeps: oneOf(['all', 'latest']),
  applied: listOf(
    fields({
      version: text,
      name: anyText.optional(),
      appliedAt: timestamp.optional(),
      durationMs: count.optional(),
      state: oneOf(['failed', 'undone', 'baseline']).optional(),
    }),
  ),
});

export const productionSchema: z.ZodType<Production> = fields({
  schemaVersion: z.literal(productionVersion),
  capturedAt: timestamp,
  server,
  roles: listOf(role),
  tables: byRelation(table),
  migrations: listOf(history),
  notRead: listOf(fields({ what: anyText, reason: anyText, remedy: anyText })),
});
