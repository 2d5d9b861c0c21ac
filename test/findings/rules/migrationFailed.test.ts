import { evidence, failing, query, repeat } from '../../fixtures/evidence/build.ts';
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
