import { z } from 'zod';
import { parseSize, type Size, sizeNotation } from '../../units.ts';
import type { AutoData } from '../auto.ts';
import type { TableRows } from '../columns/TableDeclaration.ts';
import { runnerNames, transactionPolicies } from '../runnerNames.ts';
import { nameNotation, namePattern } from '../scenarioName.ts';
import { acceptanceSchema } from './acceptanceSchema.ts';
import { commandLine } from './commandLine.ts';
import {
  byRelation,
  duration,
  expecting,
  fields,
  listOf,
  matching,
  numberAbove,
  numberFrom,
  oneOf,
  positiveInteger,
  recordOf,
  relation,
  text,
} from './fields.ts';
import { longTransaction } from './longTransactionSchema.ts';
import { loadParameters, queryParameters } from './parameterSchema.ts';
import { describe, whole } from './problems.ts';
import { budgetsSchema, postgresSchema, queueProbe, settings, thresholdsSchema } from './sharedSchemas.ts';

/** A choice between shapes, told as a whole where none fits. */
function shapes<const T extends readonly [z.ZodType, ...z.ZodType[]]>(description: string, options: T) {
  return z.union(options, { error: description });
}

const base = shapes(`'migrations', { schema: 'file.sql', at: 'v1.42.0' } or { command: '…' }`, [
  z.literal('migrations'),
  fields({ schema: text, at: text.optional() }),
  fields({ command: text }),
]);

const prepareSteps = listOf(
  shapes("a SQL file's path or { command: '…' }", [text, fields({ command: text })]),
  'a list of SQL files and commands',
);
const prepare = shapes(
  "a list of SQL files and commands, or { before: ['./roles.sql'], after: ['./partitions.sql'] }",
  [prepareSteps, fields({ before: prepareSteps.optional(), after: prepareSteps.optional() })],
);

const pending = shapes(`{ from: '0002' }, { since: 'v1.42.0' }, { production: true } or { last: 1 }`, [
  fields({ from: text }),
  fields({ since: text }),
  fields({ production: z.literal(true) }),
  fields({ last: positiveInteger }),
]);

const retries = shapes(`a number of retries, or { times: 5, pause: '10 s' }`, [
  numberFrom(0, 'a whole number, 0 or more').refine(Number.isInteger, 'a whole number, 0 or more'),
  fields({ times: positiveInteger, pause: duration }),
]);

const tableRows = expecting<TableRows>('a table with its rows such as orders.rows(2_000_000)', (value) => {
  const table = (value as TableRows | null | undefined)?.table;
  return typeof table?.name === 'string' && typeof table.columns === 'object';
}).superRefine(({ table, rows }, context) => {
  if (Number.isSafeInteger(rows) && rows > 0) return;
  context.addIssue(
    whole(`expected a positive whole number of rows for ${table.name}, found ${describe(rows)}`, ['rows']),
  );
});

const tables = listOf(
  tableRows,
  "a list of tables with their rows, auto({ rows }), { restore: 'x.dump' } or { command: '…' }",
).superRefine((list, context) => {
  const seen = new Map<string, number>();
  for (const [i, { table }] of list.entries()) {
    const first = seen.get(table.name);
    if (first === undefined) seen.set(table.name, i);
    else
      context.addIssue(
        whole(`${table.name} has rows already, in data[${first}]; expected each table once`, [i]),
      );
  }
});

const autoData = fields({
  auto: fields({
    rows: positiveInteger.optional(),
    size: expecting<Size>(sizeNotation, (value) => (parseSize(value) ?? 0) > 0).optional(),
    tables: tables.optional(),
  }).superRefine(({ rows, size }, context) => {
    if (rows !== undefined && size !== undefined)
      context.addIssue(whole('expected either rows or size, found both'));
  }),
});
const restoredData = fields({ restore: text });
const commandData = fields({
  command: text,
  inputs: listOf(text, 'a list of files and folders').optional(),
});

type Data = readonly TableRows[] | AutoData | z.output<typeof restoredData> | z.output<typeof commandData>;

/** Which of them it is shows in the value, so that an error in one names its own field. */
const data = z.unknown().transform((value, context): Data => {
  const has = (field: string) => typeof value === 'object' && value !== null && field in value;
  const shape = has('auto')
    ? autoData
    : has('restore')
      ? restoredData
      : has('command')
        ? commandData
        : tables;
  const result = shape.safeParse(value);
  for (const issue of result.error?.issues ?? [])
    context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
  return (result.data ?? []) as Data;
});

const queryOptions = {
  parameters: queryParameters.optional(),
  role: text.optional(),
  settings: settings.optional(),
  timeLimit: duration.refine((ms) => ms > 0, 'a duration above 0').optional(),
  now: z.literal('bound', { error: "'bound'" }).optional(),
  result: z.literal('stable', { error: "'stable'" }).optional(),
};
/** One that has neither text nor file adds to a query of that name from queryFiles. */
const keyQuery = fields({ sql: text.optional(), file: text.optional(), ...queryOptions }).superRefine(
  ({ sql, file }, context) => {
    if (sql !== undefined && file !== undefined)
      context.addIssue(whole('expected either sql or file, found both'));
  },
);

const workloadFile = fields({
  file: text,
  top: positiveInteger.optional(),
  database: expecting<string | number>(
    'the name or the OID of a database',
    (value) => Number.isSafeInteger(value) || text.safeParse(value).success,
  ).optional(),
});
/** Which of both it is shows in the value, as with data. */
const workload = z.unknown().transform((value, context): z.output<typeof workloadFile> => {
  if (text.safeParse(value).success) return { file: value as string };
  const result = workloadFile.safeParse(value);
  const issues =
    typeof value === 'object' && value !== null
      ? (result.error?.issues ?? [])
      : [
          whole(
            `expected './pg_stat_statements.csv' or { file: './pg_stat_statements.csv', top: 20 }, found ${describe(value)}`,
          ),
        ];
  for (const issue of issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
  return result.data ?? z.NEVER;
});

const statementStep = fields({ sql: text, parameters: loadParameters.optional() });
const thinkStep = fields({ think: duration });

/** Which of both it is shows in the value, as with data. */
const step = z
  .unknown()
  .transform((value, context): z.output<typeof statementStep> | z.output<typeof thinkStep> => {
    const isThink = typeof value === 'object' && value !== null && 'think' in value;
    const result = (isThink ? thinkStep : statementStep).safeParse(value);
    for (const issue of result.error?.issues ?? [])
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return result.data ?? { sql: '' };
  });

const traffic = fields({
  query: text.optional(),
  sql: text.optional(),
  transaction: listOf(step, 'a list of statements and pauses').optional(),
  name: text.optional(),
  parameters: loadParameters.optional(),
  perSecond: numberAbove(0, 'a number of statements a second, above 0'),
  role: text.optional(),
  settings: settings.optional(),
  pool: text.optional(),
  connections: positiveInteger.optional(),
  prepared: expecting<boolean>('true or false', (value) => typeof value === 'boolean').optional(),
}).superRefine(({ query, sql, transaction }, context) => {
  const found = Object.entries({ query, sql, transaction }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (found.length === 1) return;
  const words = found.length === 0 ? 'none of them' : found.join(' and ');
  context.addIssue(whole(`expected one of query, sql and transaction, found ${words}`));
});

const now = expecting<string>(
  `a timestamp with its time zone such as '2026-02-15T00:00:00Z'`,
  (value) =>
    typeof value === 'string' &&
    z.iso.datetime({ offset: true }).safeParse(value).success &&
    !Number.isNaN(Date.parse(value)),
);

const productionRows = fields({ rows: byRelation(numberFrom(0, 'a number of rows, 0 or more')) });

/** Which of both it is shows in the value, as with data. */
const production = z.unknown().transform((value, context) => {
  if (value === false || (typeof value === 'string' && value.trim() !== '')) return value;
  const result = productionRows.safeParse(value);
  if (result.data) return result.data;
  const issues =
    typeof value === 'object' && value !== null
      ? result.error.issues
      : [
          whole(
            `expected './production.json' or { rows: { 'public.orders': 14_000_000 } } or false, found ${describe(value)}`,
          ),
        ];
  for (const issue of issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
  return z.NEVER;
});

const migrationFiles = fields({
  directory: text,
  pending: pending.optional(),
  runner: oneOf(runnerNames).optional(),
  transaction: oneOf(transactionPolicies).optional(),
  placeholders: recordOf(text, 'an object with a text for each placeholder').optional(),
  lockTimeout: duration.optional(),
  retries: retries.optional(),
});
const migrationCommand = fields({
  command: commandLine,
  directory: text.optional(),
  pending: pending.optional(),
  down: fields({ command: commandLine }).optional(),
  env: recordOf(text, 'an object with a text for each variable').optional(),
  historyTable: relation.optional(),
  timeLimit: duration.optional(),
}).superRefine(({ directory, pending: chosen }, context) => {
  if (chosen === undefined || directory !== undefined) return;
  context.addIssue(whole('expected a directory that they are chosen from, found none', ['pending']));
});

/** Which of both it is shows in the value, as with data. */
const migrations = z
  .unknown()
  .transform((value, context): z.output<typeof migrationFiles> | z.output<typeof migrationCommand> => {
    const isCommand = typeof value === 'object' && value !== null && 'command' in value;
    const result = (isCommand ? migrationCommand : migrationFiles).safeParse(value);
    for (const issue of result.error?.issues ?? [])
      context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return result.data ?? z.NEVER;
  });

export const scenarioSchema = fields({
  name: matching(namePattern, nameNotation),
  description: text.optional(),
  tags: listOf(text, 'a list of texts').optional(),
  postgres: postgresSchema.optional(),
  base: base.optional(),
  prepare: prepare.optional(),
  migrations,
  data: data.optional(),
  fixtures: listOf(text, 'a list of SQL files').optional(),
  now: now.optional(),
  queries: recordOf(keyQuery, 'an object with a query for each name').optional(),
  queryFiles: listOf(text, 'a list of SQL files, folders and patterns').optional(),
  workload: workload.optional(),
  traffic: listOf(traffic, 'a list').optional(),
  longTransactions: listOf(longTransaction, 'a list').optional(),
  queueProbe: queueProbe.optional(),
  production: production.optional(),
  budgets: budgetsSchema.optional(),
  accept: listOf(acceptanceSchema, 'a list').optional(),
  thresholds: thresholdsSchema.optional(),
});
export type CheckedScenario = z.output<typeof scenarioSchema>;
