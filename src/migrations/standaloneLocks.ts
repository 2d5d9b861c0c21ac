import type { LockMode } from '../evidence/LockMode.ts';
import type { ParsedStatement, ParseNode } from '../scenario/parseSql.ts';
import { isOn, option } from './definedOptions.ts';
import { relationsOf } from './relationsOf.ts';

/** What a relation is to a statement: named by it, below that in a partition tree, an index or the table of one of these. */
export interface LockedPart {
  role: 'named' | 'partition' | 'index' | 'table' | 'referenced' | 'referencing';
  /** pg_class.relkind. */
  kind: string;
  /** Of the name that leads to it, from 1. */
  nth: number;
  /** Whether it is a partition, or an index of a partitioned index. */
  attached: boolean;
}

export interface StandaloneLocks {
  /** Relations as written; `all`: every table and materialized view, of one schema where that is given. */
  names: string[];
  all: { schema: string | null; clustered: boolean } | null;
  /** The strongest lock on a part; undefined where it takes none. */
  modeOf(part: LockedPart): LockMode | undefined;
}

/**
 * The locks of a statement that PostgreSQL refuses inside a transaction block, which takes and gives back some of them
 * too quickly to be seen. From PostgreSQL 15's and 18's indexcmds.c (DefineIndex, ReindexPartitions,
 * ReindexRelationConcurrently), index.c (index_drop, reindex_index), vacuum.c, vacuumlazy.c, cluster.c and tablecmds.c
 * (ATExecDetachPartition, DetachPartitionFinalize). Undefined for a kind that is not known, such as CALL.
 */
export function standaloneLocks({
  kind,
  node,
}: Pick<ParsedStatement, 'kind' | 'node'>): StandaloneLocks | undefined {
  return known[kind]?.(node);
}

const shareUpdate = 'ShareUpdateExclusiveLock';
const accessExclusive = 'AccessExclusiveLock';

type Known = (node: ParseNode) => StandaloneLocks | undefined;

const known: Record<string, Known> = {
  IndexStmt: ({ relation }) =>
    named({ relation }, ({ role }) => (role === 'named' ? shareUpdate : undefined)),
  DropStmt: (node) =>
    named(node, ({ role }) =>
      role === 'named' ? accessExclusive : role === 'table' ? shareUpdate : undefined,
    ),
  ReindexStmt: reindex,
  VacuumStmt: vacuum,
  ClusterStmt: cluster,
  AlterTableStmt: detach,
};

function named(node: ParseNode, modeOf: StandaloneLocks['modeOf']): StandaloneLocks {
  return { names: relationsOf(node), all: null, modeOf };
}

/** A partition tree is locked with SHARE as a whole before its leaves are done one by one. */
function reindex({ kind, relation, name, params }: ParseNode): StandaloneLocks {
  const concurrently = isOn(option(params, 'concurrently'), false);
  const table = concurrently ? shareUpdate : 'ShareLock';
  const modeOf = ({ role, kind: relkind }: LockedPart) => {
    if (role === 'table') return table;
    // The old index goes in the end, when no statement uses it any more (dependency.c, AcquireDeletionLock).
    if (relkind === 'i') return accessExclusive;
    if (role === 'index') return undefined;
    if (role === 'partition') return 'ShareLock';
    return relkind === 'I' && !concurrently ? accessExclusive : table;
  };
  if (relation !== undefined) return named({ relation }, modeOf);
  const schema = kind === 'REINDEX_OBJECT_SCHEMA' ? String(name) : null;
  const leaves: StandaloneLocks['modeOf'] = (part) =>
    part.role === 'partition' || part.kind === 'p' ? undefined : modeOf(part);
  // Those of the system are nobody's migration.
  if (kind === 'REINDEX_OBJECT_SYSTEM') return { names: [], all: null, modeOf };
  return { names: [], all: { schema, clustered: false }, modeOf: leaves };
}

/** VACUUM looks at a partitioned table, finds that it has no rows, and lets go. */
function vacuum({ rels, options }: ParseNode): StandaloneLocks | undefined {
  if (isOn(option(options, 'only_database_stats'), false)) return undefined;
  if (!isOn(option(options, 'process_main'), true)) return undefined;
  const full = isOn(option(options, 'full'), false);
  const written = (rels ?? []) as { VacuumRelation: { relation: { inh?: boolean } } }[];
  const only = written.map(({ VacuumRelation }) => VacuumRelation.relation.inh !== true);
  const modeOf = ({ role, kind, nth }: LockedPart): LockMode | undefined => {
    if (role === 'partition' && only[nth - 1]) return undefined;
    if (role === 'index') return kind === 'i' ? (full ? accessExclusive : 'RowExclusiveLock') : undefined;
    return full ? accessExclusive : shareUpdate;
  };
  return rels === undefined
    ? { names: [], all: { schema: null, clustered: false }, modeOf }
    : named({ rels }, modeOf);
}

function cluster({ relation, indexname }: ParseNode): StandaloneLocks {
  const modeOf = ({ role, kind, nth }: LockedPart): LockMode | undefined => {
    // The index of a partitioned table is only looked at.
    if (nth === 2) return role === 'named' ? 'AccessShareLock' : undefined;
    return role === 'table' || kind === 'I' ? undefined : accessExclusive;
  };
  if (relation === undefined) return { names: [], all: { schema: null, clustered: true }, modeOf };
  const index = { ...(relation as ParseNode), relname: indexname };
  const names = relationsOf({ relation });
  return {
    names: indexname === undefined ? names : [...names, ...relationsOf({ index })],
    all: null,
    modeOf,
  };
}

/** DETACH … CONCURRENTLY: weakly at first; once nobody uses the partition as such any more, it is locked for good. */
function detach({ relation, cmds }: ParseNode): StandaloneLocks | undefined {
  if (!JSON.stringify(cmds ?? []).includes('"AT_DetachPartition"')) return undefined;
  return named({ relation, cmds }, ({ role, nth, attached }) => {
    if (nth === 1) return role === 'named' ? shareUpdate : undefined;
    if (role === 'index') return attached ? accessExclusive : undefined;
    if (role === 'referenced') return 'ShareRowExclusiveLock';
    return role === 'table' ? undefined : accessExclusive;
  });
}
