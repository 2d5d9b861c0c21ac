import type { RuleId } from '../../../src/evidence/ruleIds.ts';
import { accepted, found, judged, told } from '../../support/judged.ts';
import { recordedEvidence, recordedNames } from '../../support/recordedReasons.ts';
import { assert, suite } from '../../support/suite.ts';

function title(rule: RuleId, name: string): string {
  return found(rule, recordedEvidence(name))[0]?.title ?? '';
}

function silent(rule: RuleId, ...names: string[]): void {
  for (const name of names) assert.equal(found(rule, recordedEvidence(name)), [], name);
}

/** Rules that fail or warn. */
function alarms(name: string): string[] {
  const { findings } = judged(recordedEvidence(name));
  return findings.filter(({ severity }) => severity !== 'info').map(({ rule }) => rule);
}

suite('harmless changes of real plans', ({ test }) => {
  const harmless = [
    'varchar widened',
    'varchar becomes text',
    'index renamed',
    'index rebuilt under another name',
    'partition added',
    'partitions renamed',
    'small table loses its index',
    'unrelated index dropped',
    'owner index made better',
    'index added for a query',
    'few rows updated',
  ];

  test('raise nothing', () => {
    assert.equal(
      harmless.map((name) => [name, ...alarms(name)]),
      harmless.map((name) => [name]),
    );
  });
  test('and all the others do', () => {
    const others = recordedNames.filter((name) => !harmless.includes(name));
    assert.equal(
      others.filter((name) => alarms(name).length === 0),
      [],
    );
  });
});

suite('plan/index-lost on real plans', ({ test }) => {
  test('names the index, what is read instead, the reason and the statement that puts it back', () => {
    const [finding] = found('plan/index-lost', recordedEvidence('dropped'));
    assert.match(
      finding!.title,
      /no longer uses c001_dropped_owner_idx: it reads all of public\.c001_dropped$/,
    );
    assert.match(finding!.why, /c001_dropped_owner_idx on \(owner\) is not there any more\./);
    assert.match(
      finding!.remedy,
      /\nCREATE INDEX CONCURRENTLY c001_dropped_owner_idx ON public\.c001_dropped USING btree \(owner\);$/,
    );
    assert.equal([finding!.severity, finding!.verdict], ['warn', 'regressed']);
  });
  test('tells an index of the same name by what it was', () => {
    assert.match(
      title('plan/index-lost', 'reordered'),
      /no longer uses \w+ ?(?:on \(owner, code\))?: it reads/,
    );
  });
  test('names the one partition that lost it', () => {
    assert.match(
      title('plan/index-lost', 'index of one partition dropped'),
      /it reads all of public\.\w+_p5$/,
    );
    assert.match(
      title('plan/index-lost', 'index of the partitioned table dropped'),
      /it reads all of public\.\w+_p$/,
    );
  });
  test('says nothing where a table is so small that it is read whole anyway', () =>
    silent('plan/index-lost', 'small table loses its index'));
});

suite('what else a plan gave up', ({ test }) => {
  test('an index that alone answered', () => {
    assert.match(
      title('plan/index-only-lost', 'include dropped'),
      /no longer answers from \w+_inc_idx alone/,
    );
    silent('plan/index-only-lost', 'owner index made better', 'dropped');
  });
  test('an index that alone answered, right after a rewrite', () => {
    const [finding] = found('plan/index-only-lost', recordedEvidence('rewritten under an index-only scan'));
    assert.match(finding!.title, /right after deploy$/);
    assert.is(finding!.verdict, 'observed');
    assert.match(finding!.remedy, /\nVACUUM \(ANALYZE\) public\.\w+;$/);
  });
  test('the order of an index', () => {
    assert.match(
      title('plan/sort-added', 'order no longer in the index'),
      /sorts 7,200 rows by created_at, which came in order before$/,
    );
    silent('plan/sort-added', 'dropped', 'hash that no longer fits');
  });
  test('memory, measured in bytes', () => {
    const [finding] = found('plan/spill', recordedEvidence('hash that no longer fits'));
    assert.match(finding!.title, /writes 9\.\d MB of temporary files, none before$/);
    assert.is(finding!.measured!.unit, 'bytes');
    assert.match(finding!.remedy, /\nSET LOCAL work_mem = '16MB';$/);
    silent('plan/spill', 'order no longer in the index', 'more rows');
  });
  test('partitions that were left out', () => {
    assert.match(
      title('plan/pruning-lost', 'view that hides the partition key'),
      /reads 8 of 8 partitions of public\.\w+_p, 1 of 8 before$/,
    );
    assert.match(title('plan/pruning-lost', 'partitions replaced by one table'), /as one table; 1 of its 8/);
    silent('plan/pruning-lost', 'partition added', 'index of the partitioned table dropped');
  });
  test('a join for a subquery per row', () => {
    const [finding] = found('plan/subplan', recordedEvidence('view with a subquery per row'));
    assert.match(finding!.title, /runs a subquery 300 times: SubPlan 1, Seq Scan on/);
    assert.match(finding!.remedy, /as a join/);
    silent('plan/subplan', 'inner side without index: nested loop becomes hash');
  });
  test('a hash join for a nested loop of many, and that only once', () => {
    assert.match(title('plan/nested-loop', 'extended statistics dropped'), /240 times in a nested loop$/);
    silent('plan/join-changed', 'extended statistics dropped');
    silent('plan/nested-loop', 'inner side without index: nested loop becomes hash');
  });
  test('a way of joining', () => {
    assert.match(
      title('plan/join-changed', 'inner side without index: nested loop becomes hash'),
      /joins t, u by Hash Join, by Nested Loop before$/,
    );
    silent('plan/join-changed', 'hash that no longer fits');
  });
  test('a right estimate, with what puts it right', () => {
    const [finding] = found('plan/estimate', recordedEvidence('extended statistics dropped'));
    assert.match(finding!.title, /is planned for 1 row of Seq Scan on .*, and 240 come$/);
    assert.equal(finding!.measured, { value: 240, unit: 'ratio' });
    assert.match(finding!.remedy, /\nCREATE STATISTICS .* \(dependencies, mcv\) ON a, b, c FROM public\./);
  });
  test('an estimate that only follows from another type is no finding of its own', () =>
    silent('plan/estimate', 'varchar becomes char', 'view that casts', 'varchar widened'));
  test('workers, though there is as much to do', () => {
    assert.match(
      title('plan/parallel-lost', 'workers of the table set to none'),
      /is run by one process, by 3 before/,
    );
    silent('plan/parallel-lost', 'dropped', 'index added for a query');
  });
});

suite('what is blamed', ({ test }) => {
  const blame = {
    migration: '0042_orders',
    statement: 3,
    capture: 'afterDeploy' as const,
    did: ['dropped c001_dropped_owner_idx'],
  };
  const blamed = () => recordedEvidence('dropped', { blame });

  test('is in the title, and with what it did in the words on why', () => {
    for (const rule of ['plan/buffers', 'plan/index-lost'] as const) {
      const [finding] = found(rule, blamed());
      assert.match(finding!.title, /, since statement 3 of 0042_orders$/);
      assert.match(finding!.why, /since statement 3 of 0042_orders, which dropped c001_dropped_owner_idx\./);
    }
  });
  test('is what to leave out, in the remedy', () => {
    const [finding] = found('plan/index-lost', blamed());
    assert.match(finding!.remedy, /^Leave out statement 3 of 0042_orders until no query needs the index/);
  });
  test('is the query itself where nobody is named, and why stands there', () => {
    const because = 'No statement alone made it so.';
    const nobody = recordedEvidence('dropped', { blame: { ...blame, migration: null, did: [], because } });
    const [finding] = found('plan/buffers', nobody);
    assert.is(finding!.cause, 'query dropped (one)');
    assert.match(finding!.why, /No statement alone made it so\./);
  });
});

suite('reasons of an accepted run', ({ test }) => {
  test('are observed from then on', () => {
    const one = recordedEvidence('dropped');
    assert.equal(told('plan/index-lost', one, { baseline: accepted(one) }), ['warn observed']);
  });
});
