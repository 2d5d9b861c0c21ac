import { reasonsOf } from '../../../../src/analysis/plans/why/reasonsOf.ts';
import { reasonCases } from '../../../fixtures/reasons/reasonCases.ts';
import { recordedEvidence, recordedNames } from '../../../support/recordedReasons.ts';
import { assert, suite } from '../../../support/suite.ts';

function reasons(name: string, when: 'afterDeploy' | 'after' = 'after') {
  const evidence = recordedEvidence(name);
  return reasonsOf(evidence.queries[0]!, when, evidence);
}

function kinds(name: string, when: 'afterDeploy' | 'after' = 'after'): string[] {
  return reasons(name, when).map(({ kind }) => kind);
}

/** Of the strongest. */
function sentence(name: string, when: 'afterDeploy' | 'after' = 'after'): string {
  return reasons(name, when)[0]?.text ?? '';
}

suite('the reason of a plan that was recorded', ({ test }) => {
  test('every planted cause is told by its kind, in the plan that stays or in the one right after deploy', () => {
    const missed = reasonCases.filter(({ name, expect }) => {
      const told = [...kinds(name), ...kinds(name, 'afterDeploy')];
      return expect?.reason && !expect.reason.some((kind) => told.includes(kind));
    });
    assert.equal(
      missed.map(({ name }) => name),
      [],
    );
  });
  test('cases are as they were recorded', () => {
    assert.equal([...recordedNames].sort(), reasonCases.map(({ name }) => name).sort());
  });
});

suite('an index', ({ test }) => {
  test('that is gone is named with what it was', () => {
    assert.equal(kinds('dropped'), ['index-dropped']);
    assert.is(sentence('dropped'), 'c001_dropped_owner_idx on (owner) is not there any more.');
  });
  test('that went with its column says so', () => {
    assert.match(
      sentence('dropped with a column of it'),
      /on \(owner, opt\) is not .*, dropped with its column opt\.$/,
    );
  });
  test('that is invalid is not taken for a dropped one', () => {
    assert.equal(kinds('invalid'), ['index-invalid']);
  });
  test('that has other keys under its name says both', () => {
    assert.match(sentence('reordered'), /was on \(owner, code\), and is on \(note, owner\)\.$/);
    assert.match(sentence('gin becomes btree'), /was gin on \(tags\), and is on \(tags\)\.$/);
  });
  test('whose predicate the condition does not imply', () => {
    const [reason] = reasons('partial index for another state');
    assert.is(reason!.kind, 'predicate');
    assert.match(
      reason!.text,
      /only the rows where \(state = 'paid'::text\) now, those where \(state = 'open'::text\) before/,
    );
  });
  test('that was replaced by one of the same columns names both', () => {
    assert.match(
      sentence('full index becomes partial'),
      /on \(owner\) is gone; in its place is .* on \(owner\) WHERE/,
    );
  });
  test('of a partitioned table is named by the table, one of a partition alone by the partition', () => {
    assert.match(reasons('index of the partitioned table dropped')[0]!.relation!, /_p$/);
    assert.match(reasons('index of one partition dropped')[0]!.relation!, /_p5$/);
  });
  test('that is renamed, made anew or of another table is no reason', () => {
    for (const name of ['index renamed', 'index rebuilt under another name', 'unrelated index dropped'])
      assert.equal(kinds(name), [], name);
  });
  test('that is new and used is told', () => {
    assert.equal(kinds('index added for a query'), ['index-added']);
  });
});

suite('a condition that an index no longer answers', ({ test }) => {
  test('casts its column since that has another type', () => {
    const [reason] = reasons('varchar becomes char');
    assert.is(reason!.kind, 'cast');
    assert.equal([reason!.was, reason!.is], ['character varying(20)', 'character(20)']);
    assert.equal(reason!.cast, { column: 'code', type: 'text' });
  });
  test('casts it since the other side of a join has another type', () => {
    const [reason] = reasons('int becomes numeric under a join');
    assert.is(reason!.kind, 'cast');
    assert.match(
      reason!.text,
      /_u\.id is numeric now, integer before: the condition \(\(t\.owner\)::numeric = u\.id\) casts owner to numeric/,
    );
  });
  test('is not one where a varchar is widened or becomes text, which compare alike', () => {
    assert.equal(kinds('varchar widened'), []);
    assert.equal(kinds('varchar becomes text'), []);
  });
  test('has an expression that a view brought', () => {
    const [reason] = reasons('view that casts');
    assert.is(reason!.kind, 'expression');
    assert.match(
      reason!.text,
      /on \(owner\) is as it was, and the condition is another: \(owner \+ \?\) = \? now, owner = \? before\.$/,
    );
  });
  test('asks for another expression than the index holds', () => {
    assert.equal(kinds('expression no longer the same'), ['expression']);
  });
  test('needs another collation than the column or the index has', () => {
    assert.match(sentence('collation that a prefix needs'), /has the collation und-x-icu now, C before/);
    assert.equal(kinds('order of another collation'), ['collation']);
  });
});

suite('partitions', ({ test }) => {
  test('that are read and were not are counted', () => {
    assert.match(
      sentence('view that hides the partition key'),
      /8 of 8 partitions of .* are read, 1 of 8 before/,
    );
  });
  test('that have become one table', () => {
    assert.match(sentence('partitions replaced by one table'), /is one table now; 1 of its 8 partitions/);
  });
  test('that are new and left out, or renamed, are no reason', () => {
    assert.equal(kinds('partition added'), []);
    assert.equal(kinds('partitions renamed'), []);
  });
});

suite('what the planner knows', ({ test }) => {
  test('lacks extended statistics, and the estimate that follows comes after them', () => {
    assert.equal(kinds('extended statistics dropped'), ['statistics-lost', 'estimate']);
  });
  test('is another number of values', () => {
    assert.match(
      sentence('n_distinct far too low'),
      /has 2 distinct values now, 12,000 distinct values before/,
    );
  });
  test('is older than the rows right after a backfill', () => {
    const stale = reasons('column filled and not analyzed', 'afterDeploy').find(
      ({ kind }) => kind === 'statistics-stale',
    );
    assert.match(stale!.text, /100 % NULL as the planner knows it, 0 % NULL after ANALYZE/);
    assert.is(stale!.until, 'analyze');
  });
  test('is nothing of a column that was written anew, until ANALYZE', () => {
    const [reason] = reasons('column of another type and not analyzed', 'afterDeploy');
    assert.equal([reason!.kind, reason!.until], ['statistics-missing', 'analyze']);
    assert.not(kinds('column of another type and not analyzed').includes('statistics-missing'));
  });
});

suite('what a plan has to work with', ({ test }) => {
  test('pages that are no longer marked all-visible', () => {
    assert.match(
      sentence('rewritten under an index-only scan', 'afterDeploy'),
      /^0 % of the pages .* 100 % before/,
    );
    assert.equal(kinds('rewritten under an index-only scan'), []);
  });
  test('memory that no longer does, with what went to disk', () => {
    assert.match(
      sentence('hash that no longer fits'),
      /^Hash Join does not fit into memory: .* MB go to temporary files; work_mem is 4MB\.$/,
    );
  });
  test('settings that are others, before what follows from them', () => {
    assert.equal(kinds('work_mem of the database'), ['settings', 'work-mem']);
    assert.is(
      sentence('index scans of the database off'),
      'random_page_cost is 4000 now, its default before.',
    );
  });
  test('workers that are none', () => {
    assert.equal(kinds('workers of the table set to none'), ['parallel']);
  });
  test('rows that lie in another order', () => {
    assert.match(
      sentence('clustered by another index'),
      /no longer lie in the order of created_at: the correlation is 0\.00\d now, 1\.000 before/,
    );
  });
  test('a table that grew, by rows or without any', () => {
    assert.match(sentence('rows updated twice'), /has \d+ pages now, 256 before, with as many rows/);
    assert.match(sentence('more rows'), /with 48,000 rows, 12,000 rows before/);
    assert.equal(kinds('few rows updated'), []);
  });
});
