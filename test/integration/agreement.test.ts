import { existsSync } from 'node:fs';
import type { Evidence, RepeatEvidence } from '../../src/evidence/Evidence.ts';
import { type LockMode, lockModes, modeName } from '../../src/evidence/LockMode.ts';
import type { ScenarioResult } from '../../src/findings/Result.ts';
import type { Server } from '../../src/server/Server.ts';
import { itemsScenario } from '../support/itemsProject.ts';
import { localServer } from '../support/localServer.ts';
import { type Outcome, type Project, project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const debian15 = '/usr/lib/postgresql/15/bin';
const versions = [
  { major: 18, bin: undefined },
  ...(existsSync(debian15) ? [{ major: 15, bin: debian15 }] : []),
];

/** Each mode is held for a while, in a migration of its own. */
const migrations = Object.fromEntries(
  lockModes.map((mode, i) => [
    `000${i + 2}_${mode}.sql`,
    `lock table items in ${modeName(mode)} mode;\nselect pg_sleep(0.6);\n`,
  ]),
);
const strong: readonly LockMode[] = [
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

/** With somebody in front, who writes to the table and conflicts with SHARE and stronger, the migration queues first. */
const fronts = {
  'alone in front': '',
  'behind a writer':
    "longTransactions: [{ name: 'batch', locks: ['public.items'], mode: 'RowExclusiveLock', lasts: '500 ms', pause: '700 ms' }],",
};

for (const { major, bin } of versions) {
  for (const [front, fields] of Object.entries(fronts)) {
    suite(`stalls of canaries and holds, ${front}, on ${major}`, ({ test, before, after }) => {
      let server: Server;
      let one: Project;
      let outcome: Outcome;
      let evidence: Evidence;
      let repeat: RepeatEvidence;
      let seen: ScenarioResult;
      before(async () => {
        server = await localServer(bin ? { bin } : {});
        one = project(itemsScenario('agreement', `${fields} queueProbe: false`, migrations));
        const url = `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;
        outcome = await one.call('run', '--repeat', '1', '--database-url', url);
        evidence = one.evidence('agreement');
        repeat = evidence.repeats[0]!;
        seen = one.scenario('agreement');
      });
      after(() => server.stop());

      const canary = (kind: 'read' | 'write') =>
        repeat.traffic.find(({ query }) => query === `${kind} of public.items`)!;
      const stallMs = (mode: LockMode, kind: 'read' | 'write') =>
        seen.migrations
          .find(({ id }) => id.endsWith(`_${mode}`))!
          .stalls.find(({ query }) => query === canary(kind).query)?.maxMs;

      /** Queue and hold: from the moment the lock was asked for to the moment COMMIT was answered. */
      const computed = (mode: LockMode) => {
        const { statements, ends } = repeat.migrations.find(({ id }) => id.endsWith(`_${mode}`))!;
        const [lock] = statements;
        const { lowMs, highMs } = seen.migrations
          .find(({ id }) => id.endsWith(`_${mode}`))!
          .holds.find((hold) => hold.mode === mode && hold.relation === 'public.items')!;
        return { queueMs: lock!.acknowledgedMs - lock!.sentMs, lowMs, highMs, end: ends[0]! };
      };

      test('the run is whole', () => {
        assert.is(outcome.code, 0, outcome.stderr);
        assert.equal(evidence.notObserved, []);
        assert.is(canary('read').perSecond, 20);
      });

      for (const mode of strong) {
        for (const kind of ['read', 'write'] as const) {
          if (kind === 'read' && mode !== 'AccessExclusiveLock') continue;
          test(`${modeName(mode)}: a ${kind} stalls for queue and hold, less at most one period`, () => {
            const { queueMs, lowMs, highMs, end } = computed(mode);
            const stall = stallMs(mode, kind);
            assert.ok(stall !== undefined, `the ${kind} did not stall`);
            const { perSecond, quiet } = canary(kind);
            // How far apart two looks of this process lay at most tells how late an answer may have been read.
            const width = repeat.sampler!.longestGapMs + (end.acknowledgedMs - end.sentMs) + quiet.p99;
            const [low, high] = [lowMs - 1000 / perSecond - width, queueMs + highMs + width];
            assert.ok(stall! >= low && stall! <= high, `${stall} ms, expected ${low} to ${high} ms`);
            if (queueMs > 100) {
              // All that came after the request waited, through the queue as through the hold.
              const least = queueMs + lowMs - 1000 / perSecond - width;
              assert.ok(stall! >= least, `${stall} ms behind a queue of ${queueMs} ms, expected ${least} ms`);
            }
          });
        }
      }
      test('what a mode does not block does not stall', () => {
        for (const mode of lockModes) {
          if (mode !== 'AccessExclusiveLock') assert.is(stallMs(mode, 'read'), undefined, `read, ${mode}`);
          if (!strong.includes(mode)) assert.is(stallMs(mode, 'write'), undefined, `write, ${mode}`);
        }
      });
      if (fields !== '')
        test('some of them had to queue', () => {
          const queued = strong.filter((mode) => computed(mode).queueMs > 100);
          assert.ok(queued.length > 0, JSON.stringify(strong.map((mode) => computed(mode).queueMs)));
        });
    });
  }
}
