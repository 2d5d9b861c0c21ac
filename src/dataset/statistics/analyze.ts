import type { Client } from 'pg';
import { inParallel } from '../load/inParallel.ts';
import { type AnalyzedTable, analyzedTables } from './AnalyzedTable.ts';
import { type AnalyzeUnit, analyzeUnits } from './analyzeUnits.ts';
import { keepStatistics } from './keepStatistics.ts';
import { raiseSample } from './raiseSample.ts';
import { mostRows, wholeSample } from './wholeSample.ts';

/** A table whose statistics are new: of all its rows, or of those that chance chose. */
export interface Analyzed {
  /** Qualified, as PostgreSQL prints it. */
  name: string;
  /** Those below it included. */
  rows: number;
  from: 'exact' | 'sampled';
}

/** Qualified names as PostgreSQL prints them; null: every table that is not the system's. */
type Tables = readonly string[] | null;

export interface ExactOptions {
  /** Tables with more rows are analyzed by a sample; by default as many as ANALYZE can read. */
  limit?: number | undefined;
  /** Tables of which ANALYZE would find nothing new, by oid: what they have stays. For a superuser. */
  unchanged?: ReadonlySet<number>;
  /** Within the transaction that is open on the one client, instead of transactions of its own. */
  within?: boolean;
}

/** ANALYZE as production does it, with a sample of its own every time. */
export async function analyzeOrdinary(client: Client, tables: Tables): Promise<void> {
  const { asked, all } = await analyzedTables(client, tables);
  const { major } = await factsOf(client);
  for (const { analyze } of analyzeUnits(asked, all, major)) await client.query(analyze);
}

/**
 * ANALYZE that gives the same statistics every time where the sample can be the whole table, and an ordinary one of
 * what has too many rows for that or is too large to be held in memory. What a table is a partition or child of is
 * analyzed with it. Targets of columns stay as they are.
 *
 * @param clients that share the work
 * @returns those whose statistics are new, in no order
 */
export async function analyzeExact(
  clients: Client | readonly Client[],
  tables: Tables,
  { limit = mostRows, unchanged = new Set(), within = false }: ExactOptions = {},
): Promise<Analyzed[]> {
  const workers = Array.isArray(clients) ? (clients as readonly Client[]) : [clients as Client];
  const { asked, all } = await analyzedTables(workers[0]!, tables);
  const { major, blockBytes } = await factsOf(workers[0]!);
  const targets = new Map(
    [...all.values()].map((table) => [table.oid, wholeSample(table, all, limit, blockBytes)]),
  );
  const analyzed: Analyzed[] = [];
  await inParallel(analyzeUnits(asked, all, major), workers, async (unit, worker) => {
    const { members } = unit;
    const raised = members.flatMap((table) => {
      const target = targets.get(table.oid) ?? null;
      return target === null ? [] : [{ table, target }];
    });
    const mayKeep = members.every(({ oid }) => unchanged.has(oid));
    if (mayKeep && (await keepStatistics(worker, unit, raised.length === 0))) return;
    const isRaised = await analyzeRaised(worker, unit, raised, { major, within });
    const exact = new Set(isRaised ? raised.map(({ table }) => table) : []);
    for (const table of members)
      analyzed.push({
        name: table.name,
        rows: rowsOf(table, all),
        from: exact.has(table) ? 'exact' : 'sampled',
      });
  });
  return analyzed;
}

/** In a transaction, so that nothing stays raised whatever happens. False where the role may not, and the sample was an ordinary one. */
async function analyzeRaised(
  client: Client,
  { analyze }: AnalyzeUnit,
  raised: readonly { table: AnalyzedTable; target: number }[],
  options: { major: number; within: boolean },
): Promise<boolean> {
  if (raised.length === 0) {
    await client.query(analyze);
    return false;
  }
  const { major, within } = options;
  await client.query(within ? 'savepoint pgrehearse_analyze' : 'begin');
  try {
    const lower = await raiseSample(client, major, raised);
    await client.query(analyze);
    await lower();
    await client.query(within ? 'release savepoint pgrehearse_analyze' : 'commit');
    return true;
  } catch (error) {
    await client.query(within ? 'rollback to savepoint pgrehearse_analyze' : 'rollback').catch(() => {});
    // insufficient_privilege (errcodes.txt): an owner of a table may lack CREATE on its schema.
    if ((error as { code?: string }).code !== '42501') throw error;
    return analyzeRaised(client, { analyze, members: [] }, [], options);
  }
}

function rowsOf({ heap, below }: AnalyzedTable, all: ReadonlyMap<number, AnalyzedTable>): number {
  return below.reduce((total, oid) => total + (all.get(oid)?.heap?.rows ?? 0), heap?.rows ?? 0);
}

async function factsOf(client: Client): Promise<{ major: number; blockBytes: number }> {
  const { rows } = await client.query<{ major: number; blockBytes: number }>(
    `select current_setting('server_version_num')::int / 10000 as major,
       current_setting('block_size')::int as "blockBytes"`,
  );
  return rows[0]!;
}
