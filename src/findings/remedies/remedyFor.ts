import type { StatementFacts } from '../../analysis/Facts.ts';
import type { RelationFacts } from '../../evidence/Evidence.ts';
import { addColumn, alterType, setNotNull } from './columnRemedies.ts';
import { addConstraint } from './constraintRemedies.ts';
import {
  alterDomain,
  attachPartition,
  copyOnline,
  createIndex,
  detachPartition,
  dropObject,
  inBatches,
  refresh,
  reindex,
} from './otherRemedies.ts';
import { type Advice, type Remedy, retry } from './Remedy.ts';

const advice: Record<string, Advice> = {
  AT_SetNotNull: setNotNull,
  AT_AddColumn: addColumn,
  AT_AlterColumnType: alterType,
  AT_AddConstraint: addConstraint,
  AT_AttachPartition: attachPartition,
  AT_DetachPartition: detachPartition,
  AT_SetLogged: copyOnline,
  AT_SetUnLogged: copyOnline,
  AT_SetTableSpace: copyOnline,
  AT_SetAccessMethod: copyOnline,
  ClusterStmt: copyOnline,
  VacuumStmt: copyOnline,
  IndexStmt: createIndex,
  DropStmt: dropObject,
  ReindexStmt: reindex,
  RefreshMatViewStmt: refresh,
  AlterDomainStmt: alterDomain,
};

export interface RemedyContext {
  major: number;
  relations: ReadonlyMap<string, RelationFacts>;
}

/** The safe sequence for a statement, on this version of the server: a sentence, then its SQL, a statement a line. */
export function remedyFor(
  statement: (Pick<StatementFacts, 'sql' | 'shape'> & { rewrites?: readonly string[] }) | undefined,
  { major, relations }: RemedyContext,
): string {
  const { target = null, actions = [] } = statement?.shape ?? {};
  const partitioned = isPartitioned(target, relations);
  const rewrites = statement?.rewrites ? statement.rewrites.length > 0 : null;
  const found = actions.flatMap(
    (action) => advice[action.kind]?.({ target, action, major, partitioned, rewrites }) ?? [],
  );
  if (found.length === 0) return otherwise(statement?.sql ?? '');
  const several =
    actions.length > 1 ? `Give each of its ${actions.length} commands a statement of its own. ` : '';
  return `${several}${textOf(found)}`;
}

/** Each piece of advice once. */
function textOf(remedies: readonly Remedy[]): string {
  const words = [...new Set(remedies.map((remedy) => remedy.words))].join(' ');
  return [words, ...remedies.flatMap(({ sql }) => sql)].join('\n');
}

function otherwise(sql: string): string {
  return /^\s*(?:insert|update|delete|merge|with|do|call|select)\b/i.test(sql)
    ? inBatches.words
    : `Take the lock last in its transaction and hold it briefly. ${retry}`;
}

/** The statement names it as written: with its schema or without. */
function isPartitioned(target: string | null, relations: RemedyContext['relations']): boolean {
  if (target === null) return false;
  const named = target.includes('.') ? relations.get(target) : undefined;
  const other = [...relations.values()].find(({ name }) => name.endsWith(`.${target}`));
  return (named ?? other)?.kind === 'p';
}
