import { deadlocksInLog } from '../../../src/rehearsal/waits/deadlocksInLog.ts';
import { lockTarget, tableInContext } from '../../../src/rehearsal/waits/lockTarget.ts';
import { mergeWaits } from '../../../src/rehearsal/waits/mergeWaits.ts';
import type { Wait } from '../../../src/rehearsal/waits/WaitFollower.ts';
import { waitsInLog } from '../../../src/rehearsal/waits/waitsInLog.ts';
import type { LogRecord } from '../../../src/server/log/ServerLog.ts';
import { assert, suite } from '../../support/suite.ts';

const same = (serverMs: number) => serverMs;

function record(pid: number, atMs: number, message: string, parts: Partial<LogRecord> = {}): LogRecord {
  const rest = { session: `s.${pid}`, database: 'shop', severity: 'LOG', sqlstate: '00000', detail: null };
  return { pid, atMs, message, ...rest, ...parts };
}

function waiting(
  pid: number,
  atMs: number,
  holders: string,
  queue: string,
  lock = 'relation 16400 of database 5',
) {
  const word = holders.includes(',') ? 'Processes' : 'Process';
  return record(pid, atMs, `process ${pid} still waiting for AccessShareLock on ${lock} after 1.100 ms`, {
    detail: `${word} holding the lock: ${holders}. Wait queue: ${queue}.`,
  });
}

const acquired = (pid: number, atMs: number, ms: string) =>
  record(pid, atMs, `process ${pid} acquired AccessShareLock on relation 16400 of database 5 after ${ms} ms`);

const error = (pid: number, atMs: number, sqlstate: string, message: string) =>
  record(pid, atMs, message, { severity: 'ERROR', sqlstate });

/** `7: 1000 to 2000 acquired`. */
function told(records: LogRecord[], sampled: Wait[] = []): string[] {
  return mergeWaits(waitsInLog(records, same, 9_000), sampled, same).map(
    ({ backend, startMs, endMs, end, exact }) =>
      `${backend}: ${Math.round(startMs)} to ${Math.round(endMs)} ${end}${exact ? '' : ', not exact'}`,
  );
}

function sample(backend: number, [firstSeenMs, lastSeenMs]: [number, number], gone = true): Wait {
  return {
    backend,
    oid: 16400,
    type: 'relation',
    mode: 'AccessShareLock',
    byMigration: true,
    sinceServerMs: null,
    firstSeenMs,
    lastSeenMs,
    gone,
    holders: [1],
    queue: [],
  };
}

suite('waits in a log', ({ test }) => {
  test('are as long as the server says', () => {
    assert.equal(told([waiting(7, 1001, '1', '7'), acquired(7, 2000, '1000.500')]), [
      '7: 1000 to 2001 acquired',
    ]);
  });

  test('are one where the server says again that it goes on', () => {
    const again = record(
      7,
      1500,
      'process 7 still waiting for AccessShareLock on relation 16400 of database 5 after 500.100 ms',
    );
    assert.equal(told([waiting(7, 1001, '1', '7'), again, acquired(7, 2000, '1000.500')]), [
      '7: 1000 to 2001 acquired',
    ]);
  });

  test('name who had the lock, and who was before them in the queue', () => {
    const [wait] = waitsInLog([waiting(7, 1001, '1, 2', '5, 6, 7, 8')], same, 9_000);
    assert.equal(
      [wait!.holders, wait!.queue],
      [
        [1, 2],
        [5, 6],
      ],
    );
  });

  test('end with the error that cut them short, whatever it was', () => {
    const ends: [string, string, string][] = [
      ['55P03', 'canceling statement due to lock timeout', 'timeout'],
      ['57014', 'canceling statement due to statement timeout', 'timeout'],
      ['57014', 'canceling statement due to user request', 'cancelled'],
      ['57P01', 'terminating connection due to administrator command', 'cancelled'],
      ['40P01', 'deadlock detected', 'deadlock'],
    ];
    for (const [code, message, end] of ends)
      assert.equal(told([waiting(7, 1001, '1', '7'), error(7, 1500, code, message)]), [
        `7: 1000 to 1501 ${end}`,
      ]);
  });

  test('of another session with the same process id are not ended by it', () => {
    const other = { ...error(7, 1500, '57014', 'canceling statement due to user request'), session: 'other' };
    assert.equal(told([waiting(7, 1001, '1', '7'), other]), ['7: 1000 to 9000 unfinished, not exact']);
  });

  test('that an exception handler ended are as long as they were seen', () => {
    const records = [waiting(7, 1001, '1', '7'), waiting(7, 3001, '1', '7'), acquired(7, 4000, '1000.000')];
    assert.equal(told(records, [sample(7, [1005, 2010])]), [
      '7: 1000 to 2010 cancelled, not exact',
      '7: 3001 to 4001 acquired',
    ]);
  });

  test('end when the server goes away', () => {
    const crash = record(1, 1700, 'terminating any other active server processes', {
      backendType: 'postmaster',
    });
    assert.equal(told([waiting(7, 1001, '1', '7'), crash]), ['7: 1000 to 1701 unfinished']);
  });

  test('that were only seen are told beside them, and each once', () => {
    const records = [waiting(7, 1001, '1', '7'), acquired(7, 2000, '1000.500')];
    assert.equal(
      told(records, [sample(7, [1005, 1995]), sample(8, [1200, 1300]), sample(7, [5000, 5100], false)]),
      [
        '7: 1000 to 2001 acquired',
        '8: 1200 to 1300 acquired, not exact',
        '7: 5000 to 5100 unfinished, not exact',
      ],
    );
  });
});

suite('deadlocks in a log', ({ test }) => {
  test('that a handler kept to itself are told by who waited for whom', () => {
    const found = 'process 7 detected deadlock while waiting for ShareLock on transaction 12 after 1.200 ms';
    const records = [
      { ...waiting(8, 1000, '7', '8', 'transaction 11'), statement: 'update b' },
      record(7, 1010, found, {
        detail: 'Process holding the lock: 8. Wait queue: .',
        statement: 'do $$ … $$',
        context: 'while updating tuple (0,1) in relation "a"',
      }),
      acquired(8, 1012, '13.000'),
    ];
    const waits = waitsInLog(records, same, 9_000);
    const [deadlock] = deadlocksInLog(records, waits, same);
    assert.is(deadlock?.victim, 7);
    assert.equal(
      deadlock?.parties.map(({ backend, blockedBy, table, sql }) => [backend, blockedBy, table, sql]),
      [
        [7, 8, 'a', 'do $$ … $$'],
        [8, 7, null, 'update b'],
      ],
    );
  });

  test('keep statements of several lines apart, also such as look like the message', () => {
    const detail = [
      'Process 7 waits for ShareLock on transaction 12; blocked by process 8.',
      'Process 8 waits for AccessExclusiveLock on relation 16400 of database 5; blocked by process 7.',
      'Process 7: update a',
      'Process 9: set b = 1',
      'Process 8: lock table b',
    ].join('\n');
    const records = [{ ...error(7, 1000, '40P01', 'deadlock detected'), detail }];
    const [deadlock] = deadlocksInLog(records, [], same);
    assert.equal(
      deadlock?.parties.map(({ on, target, sql }) => [on, target, sql]),
      [
        [null, 'transaction', 'update a\nProcess 9: set b = 1'],
        [16400, 'relation', 'lock table b'],
      ],
    );
  });
});

suite('what a lock is on', ({ test }) => {
  test('is told from the server’s words', () => {
    const words: [string, string, number | null][] = [
      ['relation 16400 of database 5', 'relation', 16400],
      ['extension of relation 16400 of database 5', 'extension', 16400],
      ['page 3 of relation 16400 of database 5', 'page', 16400],
      ['tuple (0,1) of relation 16400 of database 5', 'tuple', 16400],
      ['transaction 733', 'transaction', null],
      ['virtual transaction 4/17', 'virtualTransaction', null],
      ['speculative token 1 of transaction 733', 'speculativeToken', null],
      ['object 1 of class 2 of database 5', 'object', null],
      ['advisory lock [5,0,7,1]', 'advisory', null],
      ['something new', 'other', null],
    ];
    for (const [text, target, relation] of words) assert.equal(lockTarget(text), { target, relation });
  });

  test('is a row of the table that the context names', () => {
    const context = 'while updating tuple (0,1) in relation "my ""table"\nSQL statement "update …"';
    assert.is(tableInContext(context), 'my ""table');
    assert.is(tableInContext('PL/pgSQL function f() line 3 at SQL statement'), null);
  });
});
