/**
 * What observing costs, on a server of ours.
 *
 * (a) The CPU time of the observers' backends, and of this process, as shares of the machine's cores over the
 * observed time: during a rewrite, at 4,000 locks, and over 2,000 short statements. The goal is at most 1 % for the
 * backends.
 * (b) The migration's time with observation and without, in pairs whose order alternates, as the geometric mean of
 * the ratios with a bootstrapped 95 % interval.
 *
 * What it has found so far, on two busy cores: looks every 10 ms took 8.8 % of the machine at 4,000 locks, paced by their
 * cost 0.9 %; reading tables of 1,000 partitions took 22 %, ONLY the table 0.5 %; the names of 2,000 relations took 3.5 %
 * where the table of each TOAST table was looked up, joined 0.7 %. A snapshot after each of 2,000 short statements
 * made the migration three to five times as long, one for several whose like takes no new lock, about twice.
 *
 * `npx tsx test/bench/observer.ts [pairs] [rows] [part of a name]`; 10 pairs and 2 million rows unless told.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint } from '../../src/analysis/plans/fingerprint.ts';
import { startEvidence } from '../../src/cli/startEvidence.ts';
import type { ExplainPlan } from '../../src/evidence/ExplainPlan.ts';
import { readHistory } from '../../src/migrations/readHistory.ts';
import { rehearse } from '../../src/rehearsal/rehearse.ts';
import { TimeLimit } from '../../src/rehearsal/TimeLimit.ts';
import { zeroConfigScenario } from '../../src/scenario/zeroConfigScenario.ts';
import type { Server } from '../../src/server/Server.ts';
import { formatDuration } from '../../src/units.ts';
import { openQuietly } from '../support/postgresSpec.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import type { Totals } from './watchBackends.ts';

const pairs = Number(process.argv[2] ?? 10);
const rows = Number(process.argv[3] ?? 2_000_000);
const wanted = process.argv[4] ?? '';

const partitions = (table: string, count: number) =>
  `create table ${table} (id bigint not null, n int) partition by list (id);
   do $$ begin for i in 1..${count} loop
     execute format('create table ${table}_%s partition of ${table} for values in (%s)', i, i);
   end loop; end $$;`;
const cases = [
  {
    name: `a rewrite of ${rows} rows`,
    base: `create table big as select i as id, i % 97 as n, md5(i::text) as word from generate_series(1, ${rows}) as i;
      create index on big (id);`,
    migration: 'alter table big alter column n type bigint;\n',
  },
  {
    name: '2,000 short statements in a transaction',
    base: 'create table small as select i as id, 0 as n from generate_series(1, 2000) as i; create unique index on small (id);',
    migration: Array.from({ length: 2000 }, (_, i) =>
      i % 2 === 0
        ? `update small set n = ${i} where id = ${i};`
        : `alter table small alter n set default ${i};`,
    ).join('\n'),
  },
  {
    name: '4,000 locks',
    base: partitions('p', 1000) + partitions('q', 1000),
    // Two modes on each of 2,000 partitions, then work that waits for nobody.
    migration: `alter table p add column a int;\nalter table q add column a int;
lock table p in share mode;\nlock table q in share mode;\nselect pg_sleep(4);\n`,
  },
];

const server = await openQuietly({ settings: { max_locks_per_transaction: '512' } });
try {
  console.log(`${pairs} pairs, ${availableParallelism()} cores, PostgreSQL ${server.version}`);
  for (const one of cases) if (one.name.includes(wanted)) await measure(one);
} finally {
  await server.stop();
}

async function measure({ name, base, migration }: (typeof cases)[number]): Promise<void> {
  const template = await server.createDatabase(`bench_${cases.findIndex((one) => one.name === name)}`);
  const client = await server.connect(template);
  await client.query(base);
  await client.query('vacuum analyze');
  await client.end();
  const folder = temporaryFolder({ 'migrations/0001_bench.sql': migration });
  const statements = (await readHistory(join(folder, 'migrations'))).migrations[0]!.up.statements;
  const seen: Seen[] = [];
  const ratios: number[] = [];
  const times: { observed: number; alone: number }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const alone = () =>
      aloneMs(
        template,
        statements.map(({ sql }) => sql),
      );
    const watched = () => observedMs(template, folder);
    let first: number;
    let other: Seen;
    if (pair % 2 === 0) {
      first = await alone();
      other = await watched();
    } else {
      other = await watched();
      first = await alone();
    }
    seen.push(other);
    ratios.push(other.migrationMs / first);
    times.push({ observed: other.migrationMs, alone: first });
  }
  await server.dropDatabase(template);
  tell(name, seen, times, ratios);
}

interface Seen {
  migrationMs: number;
  observedMs: number;
  /** CPU milliseconds while observed, by application_name; ours is `this process`. */
  cpu: Record<string, number>;
  samples: number;
  longestGapMs: number;
  mostLocks: number;
}

async function aloneMs(template: string, statements: readonly string[]): Promise<number> {
  const database = await server.createDatabase('alone', { template });
  // Without what our server logs for the sake of observation.
  const settings = { log_min_messages: 'warning', log_lock_waits: 'off', deadlock_timeout: '1s' };
  const client = await server.connect(database, { applicationName: 'alone', settings });
  await client.query('checkpoint');
  const started = performance.now();
  await client.query('BEGIN');
  for (const sql of statements) await client.query(sql);
  await client.query('COMMIT');
  const ms = performance.now() - started;
  await client.end();
  await server.dropDatabase(database);
  return ms;
}

async function observedMs(template: string, folder: string): Promise<Seen> {
  const scenario = {
    ...zeroConfigScenario({ migrations: join(folder, 'migrations') }, { repeats: 1, configuration: null }),
    probeMs: 0,
  };
  const { migrations } = await readHistory(scenario.migrations.directory!);
  const evidence = startEvidence(scenario, join(folder, 'baseline.json'));
  const watcher = await startWatcher(server);
  let observing = false;
  let began = { at: 0, cpu: process.cpuUsage() };
  let cpu: Record<string, number> = {};
  let observedMs = 0;
  const ended: Promise<void>[] = [];
  const step = (text: string) => {
    const applies = text.startsWith('applying');
    if (applies === observing) return;
    observing = applies;
    if (applies) {
      began = { at: performance.now(), cpu: process.cpuUsage() };
      watcher.send('begin');
    } else ended.push(end());
  };
  const end = async () => {
    observedMs = performance.now() - began.at;
    const { user, system } = process.cpuUsage(began.cpu);
    cpu = { ...(await totals(watcher)), 'this process': (user + system) / 1000 };
  };
  const dataset = {
    key: 'bench',
    cached: false,
    loadMs: 0,
    tables: [],
    unfilled: [],
    statistics: [],
    frozen: null,
    template,
    clone: async (name: string) => {
      const database = await server.createDatabase(name, { template });
      const client = await server.connect(database);
      await client.query('checkpoint');
      await client.end();
      return database;
    },
  };
  const timeLimit = new TimeLimit(null);
  const planIdentity = (plan: ExplainPlan) => fingerprint(plan).semantic;
  await rehearse(
    { scenario, pending: migrations, server, dataset, planIdentity, timeLimit, progress: { step } },
    evidence,
  );
  if (observing) ended.push(end());
  await Promise.all(ended);
  watcher.kill();
  const [repeat] = evidence.repeats;
  const [migration] = repeat!.migrations;
  if (migration!.status !== 'applied') throw new Error(JSON.stringify(migration!.statements.at(-1)?.error));
  return {
    migrationMs: migration!.finishedMs! - migration!.startedMs!,
    observedMs,
    cpu,
    samples: repeat!.sampler?.samples ?? 0,
    longestGapMs: repeat!.sampler?.longestGapMs ?? 0,
    mostLocks: Math.max(...migration!.statements.map(({ locksAfter }) => locksAfter?.length ?? 0)),
  };
}

async function startWatcher({ connection }: Server): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('watchBackends.ts', import.meta.url)), [
    JSON.stringify(connection),
  ]);
  await new Promise((resolve) => child.once('message', resolve));
  return child;
}

function totals(watcher: ChildProcess): Promise<Totals> {
  return new Promise((resolve) => {
    watcher.once('message', (message) => resolve(message as Totals));
    watcher.send('end');
  });
}

function tell(
  name: string,
  seen: readonly Seen[],
  times: readonly { observed: number; alone: number }[],
  ratios: readonly number[],
): void {
  const cores = availableParallelism();
  const share = (ms: number, of: Seen) => (100 * ms) / (of.observedMs * cores);
  const observers = (one: Seen) =>
    Object.entries(one.cpu).filter(
      ([who]) => who.startsWith('pgrehearse') && !/migration|traffic|canary/.test(who),
    );
  console.log(`\n${name}`);
  const names = [...new Set(seen.flatMap(({ cpu }) => Object.keys(cpu)))].sort();
  for (const who of names) {
    const shares = seen.map((one) => share(one.cpu[who] ?? 0, one));
    console.log(`  ${who.padEnd(24)} ${percent(median(shares)).padStart(8)} of the machine`);
  }
  const all = seen.map((one) =>
    share(
      observers(one).reduce((sum, [, ms]) => sum + ms, 0),
      one,
    ),
  );
  const good = median(all) <= 1 ? 'within' : 'above';
  console.log(
    `  ${'observers’ backends'.padEnd(24)} ${percent(median(all)).padStart(8)}, ${good} the goal of 1 %`,
  );
  const look = (pick: (one: Seen) => number) => Math.round(median(seen.map(pick)));
  console.log(
    `  ${look((one) => one.samples)} looks in ${formatDuration(look((one) => one.observedMs))}, longest gap ${look((one) => one.longestGapMs)} ms, ${look((one) => one.mostLocks)} locks`,
  );
  const { low, high } = interval(ratios.map(Math.log));
  const alone = formatDuration(median(times.map((one) => one.alone)));
  const watched = formatDuration(median(times.map((one) => one.observed)));
  console.log(
    `  time ×${Math.exp(mean(ratios.map(Math.log))).toFixed(3)} (95 %: ${Math.exp(low).toFixed(3)}–${Math.exp(high).toFixed(3)}), ${alone} alone, ${watched} observed`,
  );
}

/** Of the mean, by 10,000 bootstrap samples; 95 %. */
function interval(values: readonly number[]): { low: number; high: number } {
  const random = new Random(1);
  const means = Array.from({ length: 10_000 }, () => mean(values.map(() => random.pick(values))));
  means.sort((a, b) => a - b);
  return { low: means[250]!, high: means[9_750]! };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}
