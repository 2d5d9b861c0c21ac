import { analyse } from '../../src/analysis/analyse.ts';
import type { Stall } from '../../src/analysis/Facts.ts';
import type { WaitFacts } from '../../src/analysis/WaitFacts.ts';
import type { SlowStatement, TrafficEvidence } from '../../src/evidence/TrafficEvidence.ts';
import type { WaitEvidence } from '../../src/evidence/WaitEvidence.ts';
import {
  backend,
  commit,
  evidence,
  failure,
  migration,
  ordersOid,
  repeat,
  statement,
} from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

const [report, reader, writer, stranger] = [100, 101, 102, 103];

function wait(
  who: number,
  [startMs, endMs]: [number, number],
  parts: Partial<WaitEvidence> = {},
): WaitEvidence {
  return {
    backend: who,
    on: ordersOid,
    target: 'relation',
    mode: 'AccessShareLock',
    startMs,
    endMs,
    end: 'acquired',
    holders: [],
    queue: [],
    exact: true,
    ...parts,
  };
}

/** Waits for the report until 1100, and is through with it at 1105. */
const quick = migration(
  [statement(1, [100, 1105], { locksAfter: [[ordersOid, 'AccessExclusiveLock']] })],
  [commit(1, [1106, 1110])],
);
const own = wait(backend, [101, 1100], { mode: 'AccessExclusiveLock', holders: [report] });

function analysed(waits: WaitEvidence[], slow: SlowStatement[] = [], one = quick) {
  const traffic: TrafficEvidence = {
    source: 'traffic',
    query: 'read',
    perSecond: 50,
    started: 100,
    completed: 100,
    quiet: { median: 2, p99: 3, max: 4, count: 90 },
    slow,
    errors: [],
  };
  const seen = repeat([one], {
    traffic: [traffic],
    waits,
    waitsFrom: 'log',
    backends: [
      { backend, role: 'migration', name: '0002_region' },
      { backend: report, role: 'longTransaction', name: 'report' },
      { backend: reader, role: 'traffic', name: 'read' },
      { backend: writer, role: 'traffic', name: 'write' },
      { backend: stranger, role: 'other', name: 'psql' },
    ],
  });
  return analyse(evidence({ repeats: [seen] }));
}

/** `traffic read 2. behind migration 0002_region#1, 900 ms`. */
function told(waits: WaitEvidence[], one = quick): string[] {
  const party = ({ role, name, statement: own }: WaitFacts['waiter']) =>
    `${role} ${name}${own === null ? '' : `#${own}`}`;
  return analysed(waits, [], one).migrations[0]!.waits.map(
    ({ waiter, position, behind, maxMs, count }) =>
      `${party(waiter)} ${position}. behind ${behind.map(party).join(', ')}, ${maxMs} ms${count > 1 ? ` (${count})` : ''}`,
  );
}

function stalls(waits: WaitEvidence[], slow: SlowStatement[]): Pick<Stall, 'maxMs' | 'count' | 'exact'>[] {
  return analysed(waits, slow).migrations[0]!.stalls.map(({ maxMs, count, exact, blockedBy, relation }) => {
    assert.equal([blockedBy, relation], [{ migration: '0002_region', statement: 1 }, 'public.orders']);
    return { maxMs, count, exact };
  });
}

function slow(sentMs: number, finishedMs: number, parts: Partial<SlowStatement> = {}): SlowStatement {
  return { dueMs: sentMs, sentMs, finishedMs, backend: reader, oid: null, waitedForMode: null, ...parts };
}

suite('waits', ({ test }) => {
  test('a migration that waits is told with whom it waits for', () => {
    assert.equal(told([own]), ['migration 0002_region#1 1. behind longTransaction report, 999 ms']);
  });

  test('a reader behind the request of a migration is told with who has the lock and with the request', () => {
    const behind = wait(reader, [200, 1100], { holders: [report], queue: [backend] });
    assert.equal(
      told([own, behind])[1],
      'traffic read 2. behind longTransaction report, migration 0002_region#1, 900 ms',
    );
  });

  test('who waits for somebody that waits for the migration waits because of it', () => {
    const first = wait(stranger, [200, 1110], { mode: 'RowExclusiveLock', holders: [backend] });
    const second = wait(writer, [300, 1111], {
      target: 'transaction',
      mode: 'ShareLock',
      holders: [stranger],
    });
    assert.equal(told([first, second]), [
      'other psql 1. behind migration 0002_region#1, 910 ms',
      'traffic write 1. behind other psql, 811 ms',
    ]);
  });

  test('who waits for others alone does not wait for the migration', () => {
    assert.equal(told([wait(reader, [200, 300], { mode: 'ShareLock', holders: [stranger] })]), []);
  });

  test('a request in the queue that does not conflict is in nobody’s way', () => {
    const first = wait(writer, [200, 1100], { mode: 'RowShareLock', holders: [backend] });
    const second = wait(reader, [300, 1100], { holders: [backend], queue: [writer] });
    assert.is(told([first, second])[1], 'traffic read 2. behind migration 0002_region#1, 800 ms');
  });

  test('a wait that gave up is told apart from the one that got the lock, which waited for others', () => {
    const lock = { mode: 'AccessExclusiveLock' } as const;
    const gaveUp = wait(backend, [101, 401], { ...lock, holders: [report, stranger], end: 'timeout' });
    const again = wait(backend, [501, 801], { ...lock, holders: [report, stranger], end: 'timeout' });
    const got = wait(backend, [901, 1001], { ...lock, holders: [report] });
    assert.equal(told([gaveUp, again, got]), [
      'migration 0002_region#1 1. behind longTransaction report, other psql, 300 ms (2)',
      'migration 0002_region#1 1. behind longTransaction report, 100 ms',
    ]);
  });

  test('a wait of an earlier attempt is that of the statement that was tried', () => {
    const [first] = quick.statements;
    const tried = {
      ...quick,
      statements: [
        { ...first!, sentMs: 100, acknowledgedMs: 110 },
        {
          ...first!,
          index: 2,
          sentMs: 900,
          attempts: [{ sentMs: 500, acknowledgedMs: 510, error: failure, pauseMs: 5 }],
        },
      ],
    };
    const early = wait(backend, [501, 504], {
      mode: 'AccessExclusiveLock',
      holders: [report],
      end: 'timeout',
    });
    assert.equal(told([early], tried), ['migration 0002_region#2 1. behind longTransaction report, 3 ms']);
  });

  test('two that wait for each other end the search', () => {
    const one = wait(reader, [200, 300], { mode: 'AccessExclusiveLock', holders: [writer] });
    const two = wait(writer, [200, 300], { mode: 'AccessExclusiveLock', holders: [reader] });
    assert.equal(told([one, two]), []);
  });

  test('of waits that are alike the longest is told, and how many there were', () => {
    const many = [200, 400, 300].map((startMs) => wait(reader, [startMs, 1100], { holders: [backend] }));
    assert.equal(told(many), ['traffic read 1. behind migration 0002_region#1, 900 ms (3)']);
  });
});

suite('stalls that the server measured', ({ test }) => {
  const behind = wait(reader, [200, 1100], { holders: [report], queue: [backend] });

  test('are as long as the wait, and exact', () => {
    assert.equal(stalls([own, behind], [slow(199, 1150)]), [{ maxMs: 900, count: 1, exact: true }]);
  });

  test('are of the statement that waited, not of another on the same connection', () => {
    assert.equal(stalls([own, behind], [slow(1150, 1400)]), []);
  });

  test('add up where one statement waited twice', () => {
    const twice = [
      wait(reader, [200, 300], { holders: [backend] }),
      wait(reader, [400, 450], { holders: [backend] }),
    ];
    assert.equal(stalls(twice, [slow(199, 460)]), [{ maxMs: 150, count: 1, exact: true }]);
  });

  test('say more than one that waited for a connection, too', () => {
    const queued = slow(1101, 1160, { dueMs: 150, oid: ordersOid, waitedForMode: 'AccessShareLock' });
    assert.equal(stalls([own, behind], [slow(199, 1150), queued]), [{ maxMs: 900, count: 2, exact: true }]);
  });

  test('a wait that was sampled is told from when the statement was due', () => {
    const sampled = { ...behind, exact: false };
    const seen = slow(199, 1150, { oid: ordersOid, waitedForMode: 'AccessShareLock' });
    assert.equal(stalls([own, sampled], [seen]), [{ maxMs: 949, count: 1, exact: false }]);
  });
});
