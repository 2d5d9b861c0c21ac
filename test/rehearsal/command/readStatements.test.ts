import { lockMark } from '../../../src/rehearsal/command/lockTriggers.ts';
import { readStatements } from '../../../src/rehearsal/command/readStatements.ts';
import type { LogRecord } from '../../../src/server/log/ServerLog.ts';
import { assert, suite } from '../../support/suite.ts';

/** Records of one session, a millisecond apart, in the words of postgres.c. */
function logged(...lines: (Partial<LogRecord> & { message: string })[]): LogRecord[] {
  return lines.map((line, i) => ({
    atMs: i,
    pid: 7,
    session: 'a.7',
    database: 'shop',
    severity: 'LOG',
    sqlstate: '00000',
    detail: null,
    virtualTransaction: '3/1',
    ...line,
  }));
}

const analysed = { message: 'PARSE ANALYSIS STATISTICS' };
const inside = { ...analysed, context: 'SQL statement "select 1"' };
const ended = { message: 'duration: 1.000 ms' };
const locks = (event: string, context = '') => ({
  message: `${lockMark}${JSON.stringify({ event, tag: 'ALTER TABLE', atMs: 5, wal: 1, locks: [[16400, 'ShareLock', 't', 7]] })}`,
  context: `PL/pgSQL function pgrehearse_locks() line 3 at RAISE${context}`,
});

suite('statements in a server’s log', ({ test }) => {
  test('of one message are told apart where the next is analysed', async () => {
    const found = await readStatements(
      logged(
        { message: 'statement: alter table t add a int; select f(); create index on t (a)' },
        analysed,
        locks('ddl_command_start'),
        { message: 'rewriting table "t"', severity: 'DEBUG1' },
        locks('ddl_command_end'),
        analysed,
        inside,
        analysed,
        ended,
      ),
    );
    assert.equal(
      found.map(({ sql, sentMs, endedMs }) => [sql, sentMs, endedMs]),
      [
        ['alter table t add a int', 0, 5],
        ['select f()', 5, 7],
        ['create index on t (a)', 7, 8],
      ],
    );
    assert.equal(found[0]!.notices, [{ severity: 'DEBUG', message: 'rewriting table "t"' }]);
    assert.equal(found[0]!.after?.locks, [{ oid: 16400, mode: 'ShareLock', name: 't', file: 7 }]);
  });

  test('that run DDL inside have no locks of their own after it', async () => {
    const [block] = await readStatements(
      logged(
        { message: 'statement: do $$ begin alter table t add a int; end $$' },
        locks('ddl_command_end', '\nSQL statement "alter table t add a int"'),
        ended,
      ),
    );
    assert.equal([block!.after, block!.within.length], [null, 1]);
  });

  test('of the extended protocol begin when they are executed, not when they are parsed or bound', async () => {
    const found = await readStatements(
      logged(
        analysed,
        { message: 'duration: 0.2 ms  parse p: insert into t values ($1)' },
        { message: 'duration: 0.1 ms  bind p: insert into t values ($1)' },
        { message: 'execute p: insert into t values ($1)', detail: "Parameters: $1 = '7'" },
        ended,
        { message: 'duration: 0.1 ms  bind p: insert into t values ($1)' },
        { message: 'execute p: insert into t values ($1)', detail: "Parameters: $1 = '8'" },
        ended,
      ),
    );
    assert.equal(
      found.map(({ sentMs, endedMs, extended, parameters }) => [sentMs, endedMs, extended, parameters]),
      [
        [3, 4, true, "Parameters: $1 = '7'"],
        [6, 7, true, "Parameters: $1 = '8'"],
      ],
    );
  });

  test('that cannot be parsed are known by their error alone; after an error nothing more of the message runs', async () => {
    const error = { severity: 'ERROR', sqlstate: '42601', message: 'syntax error' };
    const found = await readStatements(
      logged(
        { ...error, statement: 'alter tabel t' },
        { message: 'statement: select 1/0; select 2' },
        analysed,
        { ...error, sqlstate: '22012', message: 'division by zero', hint: 'Divide by more.' },
        { message: 'statement: rollback', virtualTransaction: '3/0' },
        ended,
      ),
    );
    assert.equal(
      found.map(({ sql, error: of, transaction }) => [sql, of?.code ?? null, of?.hint ?? null, transaction]),
      [
        ['alter tabel t', '42601', null, '7 3/1'],
        ['select 1/0', '22012', 'Divide by more.', '7 3/1'],
        ['rollback', null, null, '7 3/1'],
      ],
    );
  });
});
