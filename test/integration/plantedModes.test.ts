import type { HoldInterval } from '../../src/analysis/HoldInterval.ts';
import { holdsOf } from '../../src/analysis/holds.ts';
import { type LockMode, lockModes, modeName } from '../../src/evidence/LockMode.ts';
import type { MigrationEvidence } from '../../src/evidence/MigrationEvidence.ts';
import { splitStatements } from '../../src/migrations/splitStatements.ts';
import { applyMigration } from '../../src/rehearsal/apply/applyMigration.ts';
import { Session } from '../../src/rehearsal/apply/Session.ts';
import { skippedMigration } from '../../src/rehearsal/apply/skippedMigration.ts';
import { startClock } from '../../src/rehearsal/Clock.ts';
import { LockSampler } from '../../src/rehearsal/locks/LockSampler.ts';
import type { Server } from '../../src/server/Server.ts';
import { HeldTruth, type Truth } from '../support/HeldTruth.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const lengths = [5, 20, 100, 1000];

/** Each gets a lock and a time in milliseconds. `ends`: where the lock goes within a statement, so that a short one may escape every look. */
const forms: Record<string, (lock: string, ms: number) => string> = {
  alone: (lock, ms) => `${lock}; ${sleep(ms)}`,
  'within a statement': (lock, ms) =>
    `do $$ begin perform pg_sleep(0.03); ${lock}; perform pg_sleep(${ms / 1000}); end $$`,
  'over many statements': (lock, ms) =>
    `${lock}; ${Array(20)
      .fill(sleep(ms / 20))
      .join('; ')}`,
  'to the commit of a rewrite': (lock, ms) =>
    `${lock}; ${sleep(ms)}; alter table big alter column id type text using id::text; alter table big alter column id type int using id::int`,
  'to a savepoint': (lock, ms) => `savepoint a; ${lock}; ${sleep(ms)}; rollback to a; ${sleep(30)}`,
  'to an exception': (lock, ms) =>
    `do $$ begin perform pg_sleep(0.03); begin ${lock}; perform pg_sleep(${ms / 1000}); raise exception 'no';
       exception when others then perform pg_sleep(0.03); end; end $$`,
};

interface Plant {
  form: string;
  mode: LockMode;
  ms: number;
  truth: Truth | null;
  seen: MigrationEvidence;
  /** What the clock of the evidence calls 0, in Unix milliseconds. */
  zeroMs: number;
  hold?: HoldInterval | undefined;
}

suite('holds of all modes and lengths, against what the server itself saw', ({ test, before, show }) => {
  let plants: Plant[];
  let longestGapMs = 0;
  before(async () => {
    const server = await localServer();
    try {
      ({ plants, longestGapMs } = await plantAll(server));
    } finally {
      await server.stop();
    }
    show(told(plants, longestGapMs));
  });

  test('the second account saw almost all of them', () =>
    assert.ok(plants.filter(({ truth }) => truth).length >= plants.length * 0.95));

  test('99 of 100 intervals contain the truth', () => {
    const known = plants.filter(({ truth, hold }) => truth && hold);
    const outside = known.filter((plant) => !contains(plant));
    const told = outside.map(({ form, mode, ms, hold, truth, zeroMs }) => ({
      form,
      mode,
      ms,
      hold,
      truth,
      zeroMs,
    }));
    assert.ok(outside.length <= known.length / 100, JSON.stringify(told, null, 1));
  });

  test('a lock is missed only where it went within its statement, between two looks', () => {
    for (const { form, mode, ms, hold, truth } of plants) {
      if (hold || !truth) continue;
      const between = form === 'to an exception' && truth.lastMs - truth.firstMs <= 2 * longestGapMs;
      assert.ok(between, `${form} ${mode} ${ms} ms was missed; the longest gap was ${longestGapMs} ms`);
    }
  });

  test('an interval is hardly wider than the looks allow', () => {
    const wide = plants.flatMap(({ hold }) =>
      hold && width(hold) > Math.max(20, 4 * longestGapMs) ? [hold] : [],
    );
    assert.ok(wide.length <= plants.length / 20, JSON.stringify(wide));
  });
});

function sleep(ms: number): string {
  return `select pg_sleep(${ms / 1000})`;
}

async function plantAll(server: Server): Promise<{ plants: Plant[]; longestGapMs: number }> {
  const database = await server.createDatabase('planted');
  const [author, observer] = [await server.connect(database), await server.connect(database)];
  await author.query(
    `create table target (id int); create table big as select i as id, repeat('x', 200) as filler from generate_series(1, 20000) i`,
  );
  const { rows } = await author.query<{ oid: number }>(`select 'target'::regclass::oid::int as oid`);
  const poller = await server.connect('postgres');
  const truth = await HeldTruth.open(poller);
  const clock = startClock();
  const samplerClient = await server.connect(database);
  const sampler = new LockSampler(samplerClient, clock);
  await sampler.start();
  const plants: Plant[] = [];
  for (const ms of lengths) {
    for (const [form, sqlOf] of Object.entries(forms)) {
      // Seconds add up.
      if (ms === 1000 && !/^(?:alone|over|to the commit)/.test(form)) continue;
      for (const mode of lockModes) {
        const client = await server.connect(database);
        const session = await Session.open(client, observer, clock);
        sampler.follow(session.backend);
        session.tell(sampler);
        const lock = `lock table target in ${modeName(mode).toLowerCase()} mode`;
        const file = await splitStatements(sqlOf(lock, ms), 'planted.sql');
        const seen = skippedMigration({ id: `${form} ${mode} ${ms}`, up: file, down: null });
        await truth.start(session.backend, rows[0]!.oid, mode);
        await applyMigration(file, session, seen);
        assert.is(seen.status, 'applied', JSON.stringify(seen.statements.at(-1)?.error));
        const zeroMs = performance.timeOrigin + performance.now() - clock();
        plants.push({ form, mode, ms, seen, zeroMs, truth: await truth.stop() });
        await client.end();
      }
    }
  }
  const { sightings, sampler: facts } = await sampler.stop();
  await Promise.all([author.end(), observer.end(), samplerClient.end(), poller.end()]);
  const longestGapMs = facts!.longestGapMs;
  for (const plant of plants) {
    const holds = holdsOf(plant.seen, sightings, longestGapMs);
    plant.hold = holds.find(({ oid, mode }) => oid === rows[0]!.oid && mode === plant.mode);
  }
  return { plants, longestGapMs };
}

/** Wrong is what cannot be true by the second account: held before it came, not yet when it was there, and so on. */
function contains({ hold, truth, zeroMs }: Plant): boolean {
  const { acquired, released } = hold!;
  const { absentMs, firstMs, lastMs, goneMs } = truth!;
  return (
    zeroMs + acquired.latest >= absentMs &&
    zeroMs + acquired.earliest <= firstMs &&
    zeroMs + released.latest >= lastMs &&
    zeroMs + released.earliest <= goneMs
  );
}

function width({ acquired, released }: HoldInterval): number {
  return released.latest - released.earliest + acquired.latest - acquired.earliest;
}

function told(plants: readonly Plant[], longestGapMs: number): string {
  const quantiles = (values: number[]) => {
    const inOrder = values.toSorted((a, b) => a - b);
    return [0.5, 0.9, 0.99, 1]
      .map((share) => inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * share))]?.toFixed(1))
      .join(' / ');
  };
  const lines = Object.keys(forms).map((form) => {
    const own = plants.filter((plant) => plant.form === form);
    const known = own.filter(({ truth, hold }) => truth && hold);
    const right = known.filter(contains).length;
    const widths = known.map(({ hold }) => width(hold!));
    return `${form.padEnd(28)} contained ${right} of ${known.length}, missed ${own.filter(({ hold }) => !hold).length}; width ${quantiles(widths)} ms`;
  });
  const second = plants.flatMap(({ truth }) =>
    truth ? [truth.firstMs - truth.absentMs + truth.goneMs - truth.lastMs] : [],
  );
  return `${lines.join('\n')}\nwidths: median / 90 % / 99 % / most; the sampler's longest gap ${longestGapMs.toFixed(1)} ms; the second account is ${quantiles(second)} ms wide`;
}
