import { scanSync } from 'libpg-query';
import type { ParsedStatement, ParseNode } from '../scenario/parseSql.ts';
import { type Defined, isOn, option } from './definedOptions.ts';
import { targetOf } from './partitionedRelations.ts';

/**
 * `none` where the file brings its own transaction control or a statement that PostgreSQL refuses inside a
 * transaction block. `partitioned`: what `partitionedRelations` found in the history.
 */
export function transactionOf(
  statements: readonly Pick<ParsedStatement, 'kind' | 'node'>[],
  partitioned: ReadonlySet<string>,
): 'own' | 'none' {
  // A procedure may commit; by itself, it needs no transaction around it.
  if (statements.length === 1 && statements[0]!.kind === 'CallStmt') return 'none';
  return statements.some((statement) => isOutsideOnly(statement, partitioned)) ? 'none' : 'own';
}

/** Whether PostgreSQL refuses the statement inside a transaction block; transaction control makes blocks and is none. */
export function standsAlone(
  statement: Pick<ParsedStatement, 'kind' | 'node'>,
  partitioned: ReadonlySet<string>,
): boolean {
  if (statement.kind === 'CallStmt') return true;
  return statement.kind !== 'TransactionStmt' && isOutsideOnly(statement, partitioned);
}

function isOutsideOnly(
  { kind, node }: Pick<ParsedStatement, 'kind' | 'node'>,
  partitioned: ReadonlySet<string>,
): boolean {
  return outsideOnly[kind]?.(node, partitioned) ?? false;
}

const always = () => true;
const concurrent = (node: ParseNode) => node['concurrent'] === true;

/**
 * Transaction control, and the callers of PreventInTransactionBlock in PostgreSQL 18's utility.c, cluster.c,
 * subscriptioncmds.c and pl_exec.c. A procedure that commits is not recognised under CALL.
 */
const outsideOnly: Record<string, (node: ParseNode, partitioned: ReadonlySet<string>) => boolean> = {
  // Savepoints need a block around them.
  TransactionStmt: ({ kind }) =>
    !['TRANS_STMT_SAVEPOINT', 'TRANS_STMT_RELEASE', 'TRANS_STMT_ROLLBACK_TO'].includes(String(kind)),
  IndexStmt: concurrent,
  DropStmt: concurrent,
  ReindexStmt: ({ kind, params, relation }, partitioned) =>
    partitioned.has(targetOf({ relation })) ||
    ['REINDEX_OBJECT_SCHEMA', 'REINDEX_OBJECT_SYSTEM', 'REINDEX_OBJECT_DATABASE'].includes(String(kind)) ||
    isOn(option(params, 'concurrently'), false),
  VacuumStmt: ({ is_vacuumcmd }) => is_vacuumcmd === true,
  ClusterStmt: ({ relation }, partitioned) =>
    relation === undefined || partitioned.has(targetOf({ relation })),
  AlterSystemStmt: always,
  CreatedbStmt: always,
  DropdbStmt: always,
  CreateTableSpaceStmt: always,
  DropTableSpaceStmt: always,
  AlterDatabaseStmt: ({ options }) => option(options, 'tablespace') !== undefined,
  DiscardStmt: ({ target }) => target === 'DISCARD_ALL',
  AlterTableStmt: ({ cmds }) => JSON.stringify(cmds ?? []).includes('"concurrent":true'),
  CreateSubscriptionStmt: ({ options }) =>
    isOn(option(options, 'connect'), true) && isOn(option(options, 'create_slot'), true),
  DropSubscriptionStmt: always,
  AlterSubscriptionStmt: ({ kind, options }) =>
    kind === 'ALTER_SUBSCRIPTION_REFRESH' ||
    (/PUBLICATION/.test(String(kind)) && isOn(option(options, 'refresh'), true)),
  // COMMIT inside a DO block is refused where a block is open around it.
  DoStmt: ({ args }) => commits(option(args, 'as')),
};

/** Whether PL/pgSQL code ends a transaction: COMMIT or ROLLBACK where a statement begins, not after TO. */
function commits(body: Defined): boolean {
  const code = (body?.value as { String?: { sval?: string } } | undefined)?.String?.sval ?? '';
  if (!/\b(?:commit|rollback)\b/i.test(code)) return false;
  const words = scanSync(code).tokens.filter(({ tokenName }) => !tokenName.endsWith('_COMMENT'));
  return words.some(
    ({ text }, i) =>
      /^(?:commit|rollback)$/i.test(text) &&
      /^(?:;|begin|loop|then|else|>>)$/i.test(words[i - 1]?.text ?? ''),
  );
}
