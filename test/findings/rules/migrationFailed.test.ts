import type { CommandEvidence } from '../../../src/evidence/CommandEvidence.ts';
import {
  evidence,
  failing,
  migration,
  query,
  repeat,
  rollback,
  statement,
} from '../../fixtures/evidence/build.ts';
import { failed } from '../../fixtures/evidence/migrations.ts';
import { accepted, found, judged, told } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

suite('migration/failed', ({ test }) => {
  const one = evidence({ repeats: [repeat([failed])] });

  test('it fails with neither budget nor baseline', () => {
    assert.equal(told('migration/failed', one), ['fail observed']);
    assert.is(judged(one).verdict, 'fail');
  });
  test('it fails though the baseline failed, too', () => {
    assert.equal(told('migration/failed', one, { baseline: accepted(one) }), ['fail observed']);
  });
  test('it gives PostgreSQL’s message, its code, the place and what to do', () => {
    const [finding] = found('migration/failed', one);
    assert.is(finding!.title, 'Statement 1 of 0002_region failed: could not create unique index');
    assert.match(finding!.why, '23505');
    assert.equal(finding!.location, { file: 'migrations/0002_region.up.sql', line: 7 });
    assert.match(finding!.remedy, 'GROUP BY');
  });
  test('a command whose time was over is told as that, not by the message with which its session was ended', () => {
    const ended = statement(1, [100, 3100], {
      sql: 'SELECT pg_sleep(300)',
      locksAfter: null,
      error: { code: '57P01', message: 'terminating connection', detail: null, hint: null },
    });
    const command: CommandEvidence = {
      command: 'bin/migrate',
      exitCode: null,
      late: true,
      startedMs: 0,
      finishedMs: 3000,
      output: 'waiting',
      connected: true,
      historyTable: 'public.schema_migrations',
      recorded: [],
      notApplied: ['0002_region'],
      changed: true,
      ownStatements: 0,
    };
    const hanging = (parts: Partial<CommandEvidence>) =>
      found(
        'migration/failed',
        evidence({
          repeats: [
            repeat([migration([ended], [rollback(1, [3101, 3102])])], { command: { ...command, ...parts } }),
          ],
        }),
      ).map(({ title }) => title);
    assert.equal(hanging({}), [
      'The command that applies the migrations was ended after 3 s, when its time was over',
    ]);
    assert.equal(hanging({ late: false, exitCode: 1 }), [
      'Statement 1 of 0002_region failed: terminating connection',
    ]);
  });
  test('a command that ended because the run was interrupted has not failed', () => {
    const command = (exitCode: number): CommandEvidence => ({
      command: 'bin/migrate',
      exitCode,
      late: false,
      startedMs: 0,
      finishedMs: 3000,
      output: 'Connection terminated unexpectedly',
      connected: true,
      historyTable: 'public.schema_migrations',
      recorded: [],
      notApplied: ['0002_region'],
      changed: true,
      ownStatements: 0,
    });
    const error = { code: 'server/interrupted', message: 'ended', detail: null, hint: null };
    for (const [exitCode, rule] of [
      [1, 'migration/failed'],
      [0, 'history/missing'],
    ] as const) {
      const seen = evidence({ repeats: [repeat([], { command: command(exitCode) })] });
      assert.is(found(rule, seen).length, 1);
      assert.equal(found(rule, { ...seen, error }), []);
    }
  });
  test('a program that the shell does not find is not told to look for another database', () => {
    const command: CommandEvidence = {
      command: 'bin/migrate',
      exitCode: 127,
      late: false,
      startedMs: 0,
      finishedMs: 10,
      output: '/bin/sh: 1: bin/migrate: not found',
      connected: false,
      historyTable: null,
      recorded: [],
      notApplied: ['0002_region'],
      changed: false,
      ownStatements: 0,
    };
    const [finding] = found('migration/failed', evidence({ repeats: [repeat([], { command })] }));
    assert.match(finding!.remedy, /^The shell did not find it/);
  });
});

suite('plan/query-fails', ({ test }) => {
  const broken = evidence({ queries: [query({ after: failing })] });

  test('it fails with neither budget nor baseline', () => {
    assert.equal(told('plan/query-fails', broken), ['fail regressed']);
  });
  test('a failure that the accepted run knew is a warning', () => {
    assert.equal(told('plan/query-fails', broken, { baseline: accepted(broken) }), ['warn observed']);
  });
  test('a query that failed before the migrations, too, is said to', () => {
    const [finding] = found(
      'plan/query-fails',
      evidence({ queries: [query({ before: failing, after: failing })] }),
    );
    assert.match(finding!.title, 'before and after');
    assert.match(finding!.remedy, 'Correct the query');
  });
  test('a query that works is not told', () => {
    assert.equal(told('plan/query-fails', evidence({ queries: [query({ before: failing })] })), []);
  });
});
