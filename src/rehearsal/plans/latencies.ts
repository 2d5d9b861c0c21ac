import type { Client } from 'pg';
import { Bench } from 'tinybench';
import type { CaptureEvidence } from '../../evidence/QueryEvidence.ts';
import { statementError } from '../statementError.ts';
import type { BoundQuery } from './BoundQuery.ts';
import { beginQuery } from './queryTransaction.ts';
import type { Sides } from './Sides.ts';

/** Both sides by turns, so that a noisy moment of the machine meets both. */
const mostRounds = 8;
/** About so much time goes into all queries and both sides together, in milliseconds … */
const allMs = 60_000;
/** … and into one side of one query at least and at most. */
const leastSideMs = 40;
const mostSideMs = 400;
const mostIterations = 40;
/** What takes longer than this, in milliseconds, is executed once on each side; all else twice at least. */
const glacialMs = 10_000;
const keptLatencies = 40;

/**
 * Times single executions of a query before and after the migrations, warm, by turns on both sides, equally often;
 * on one alone where it fails on the other. Nothing where it went over its limit.
 * @param queries how many share the time that there is
 */
export async function measureLatencies(
  clients: Sides<Client>,
  bound: BoundQuery,
  queries: number,
): Promise<Sides<number[]>> {
  const { before, after } = bound.evidence;
  const sides = { before: sideOf(clients.before, before), after: sideOf(clients.after, after) };
  const present = [sides.before, sides.after].filter((side) => side.executionMs !== null);
  const longestMs = Math.max(0, ...present.map(({ executionMs }) => executionMs ?? 0));
  const sideMs = Math.min(mostSideMs, Math.max(leastSideMs, allMs / 2 / queries));
  const executions = longestMs > glacialMs ? 1 : Math.max(2, Math.floor(sideMs / Math.max(longestMs, 0.1)));
  const rounds = Math.min(mostRounds, executions);
  const iterations = Math.min(mostIterations, Math.floor(executions / rounds));
  try {
    // A clone's pages are not in the server's memory yet.
    if (executions > 1) for (const side of present) await run(side, bound, executions > mostRounds ? 3 : 1);
    for (let round = 0; round < rounds; round++)
      for (const side of round % 2 === 0 ? present : present.toReversed())
        side.samples.push(...(await run(side, bound, iterations)));
  } catch (error) {
    // A role that a migration has dropped, a limit that a slow moment went over: then there is nothing to compare.
    if (!statementError(error)) throw error;
    return { before: [], after: [] };
  }
  return { before: thin(sides.before.samples), after: thin(sides.after.samples) };
}

interface Side {
  client: Client;
  /** Of the serial plan, with its planning, which joins of many tables spend most of their time on; null where there is none. */
  executionMs: number | null;
  samples: number[];
}

function sideOf(client: Client, { serial }: CaptureEvidence): Side {
  return {
    client,
    executionMs: serial ? (serial['Planning Time'] ?? 0) + (serial['Execution Time'] ?? 0) : null,
    samples: [],
  };
}

async function run(
  { client }: Side,
  { query, values }: BoundQuery,
  iterations: number,
): Promise<readonly number[]> {
  const bench = new Bench({ time: 0, iterations, warmup: false, retainSamples: true, throws: true });
  const name = 'key query';
  bench.add(name, () => client.query({ text: query.sql, values: [...values] }), {
    // Without it the function is called once, outside of any transaction, to see whether it is.
    async: true,
    beforeEach: () => beginQuery(client, query),
    afterEach: async () => void (await client.query('ROLLBACK')),
  });
  try {
    await bench.run();
  } finally {
    await client.query('ROLLBACK');
  }
  const result = bench.getTask(name)?.result;
  return result && 'latency' in result ? (result.latency.samples ?? []) : [];
}

/** Evenly spaced order statistics, the smallest and the largest among them. */
function thin(samples: readonly number[]): number[] {
  const sorted = [...samples].sort((a, b) => a - b);
  if (sorted.length <= keptLatencies) return sorted;
  const step = (sorted.length - 1) / (keptLatencies - 1);
  return Array.from({ length: keptLatencies }, (_, index) => sorted[Math.round(index * step)]!);
}
