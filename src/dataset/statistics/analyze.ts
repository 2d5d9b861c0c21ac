import type { Client } from 'pg';
import { inParallel } from '../load/inParallel.ts';
import { type AnalyzedTable, analyzedTables } from './AnalyzedTable.ts';
import { raiseSample } from './raiseSample.ts';
import { mostRows, wholeSample } from './wholeSample.ts';

/** A table whose statistics are new: of all its rows, or of those that chance chose. */
export interface Analyzed {
  /** Qualified, as PostgreSQL prints it. */
  name: string;
  kind: AnalyzedTable['kind'];
  /** Those below it included. */
  rows: number;
  from: 'exact' | 'sampled';
}

/** Qualified names as PostgreSQL prints them; null: every table that is not the system's. */
type Tables = readonly string[] | null;

/** ANALYZE as production does it, with a sample of its own every time. */
export async function analyzeOrdinary(client: Client, tables: Tables): Promise<void> {
  const { asked, all } = await analyzedTables(client, tables);
  for (const { analyze } of unitsOf(asked, all, await majorOf(client))) await client.query(analyze);
}

/**
 * ANALYZE that gives the same statistics every time where the sample can be the whole table, and an ordinary one of
 * what has more than `limit` rows or is too large to be held in memory. What a table is a partition or child of is
 * analyzed with it. Targets of columns stay as they are.
 *
 * @param client one, or several that share the work
 */
export async function analyzeExact(
  client: Client | readonly Client[],
  tables: Tables,
  { limit = mostRows }: { limit?: number | undefined } = {},
): Promise<Analyzed[]> {
  const clients = Array.isArray(client) ? (client as readonly Client[]) : [client as Client];
  const first = clients[0]!;
  const { asked, all } = await analyzedTables(first, tables);
  const major = await majorOf(first);
  const blockBytes = await blockBytesOf(first);
  const targets = new Map(
    [...all.values()].map((table) => [table.oid, wholeSample(table, all, limit, blockBytes)]),
  );
  await inParallel(unitsOf(asked, all, major), clients, async ({ analyze, members }, worker) => {
    const raised = members.filter(({ oid }) => targets.get(oid) != null);
    if (raised.length === 0) return void (await worker.query(analyze));
    await worker.query('begin');
    try {
      const lower = await raiseSample(
        worker,
        major,
        raised.map((table) => ({ table, target: targets.get(table.oid)! })),
      );
      await worker.query(analyze);
      await lower();
      await worker.query('commit');
    } catch (error) {
      await worker.query('rollback').catch(() => {});
      throw error;
    }
  });
  const done = new Set(unitsOf(asked, all, major).flatMap(({ members }) => members));
  return [...done].map((table) => ({
    name: table.name,
    kind: table.kind,
    rows: rowsOf(table, all),
    from: targets.get(table.oid) == null ? 'sampled' : 'exact',
  }));
}

interface Unit {
  analyze: string;
  /** Whose statistics it makes. */
  members: AnalyzedTable[];
}

/** ANALYZE of a partitioned table is also one of each partition, and from 18 on, which knows ONLY, of each child. */
function unitsOf(
  asked: readonly AnalyzedTable[],
  all: ReadonlyMap<number, AnalyzedTable>,
  major: number,
): Unit[] {
  if (major >= 18)
    return asked.map((table) => ({
      analyze: `analyze only ${table.name}`,
      members: [table],
    }));
  const roots = new Set(asked.map(({ root }) => root));
  return [...roots].map((root) => ({
    analyze: `analyze ${all.get(root)!.name}`,
    members: [...all.values()].filter((table) => table.root === root),
  }));
}

function rowsOf({ heap, below }: AnalyzedTable, all: ReadonlyMap<number, AnalyzedTable>): number {
  return below.reduce((total, oid) => total + (all.get(oid)?.heap?.rows ?? 0), heap?.rows ?? 0);
}

async function majorOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ major: number }>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  );
  return rows[0]!.major;
}

async function blockBytesOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>(
    `select current_setting('block_size')::int as bytes`,
  );
  return rows[0]!.bytes;
}
