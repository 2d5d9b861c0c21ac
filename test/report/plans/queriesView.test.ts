import { reportView } from '../../../src/report/view/reportView.ts';
import { planChanges } from '../../fixtures/result/planChanges.ts';
import { assert, suite } from '../../support/suite.ts';

const { queries, migrations } = reportView(planChanges).scenarios[0]!;
const { groups, summary, quietCount, quietQueries, told, quietRows } = queries!;

suite('key queries in the report', ({ test }) => {
  test('are grouped by query, with what fails first', () => {
    const names = groups.map(({ name }) => name);
    assert.is(new Set(names).size, names.length);
    assert.equal(names.slice(0, 3), ['user-names', 'yearly-report', 'orders-of-customer']);
  });
  test('have the worst parameter set first', () => {
    const { rows } = groups.find(({ name }) => name === 'orders-of-customer')!;
    assert.equal(
      rows.map(({ view }) => view.parameters),
      ['rare', 'median', 'top'],
    );
  });
  test('without anything to tell are folded', () => {
    assert.equal([quietCount, quietQueries], ['40 parameter sets', '10 queries']);
    assert.ok(quietRows.every(({ view }) => view.name.startsWith('lookup')));
  });
  test('are summed up in a sentence', () => {
    assert.is(
      summary,
      '52 parameter sets of key queries: 1 fails, 1 is over its time limit, 6 read more pages, 1 reads fewer, 3 differ otherwise, 40 are unchanged.',
    );
  });
  test('that read the same are told where they are fragile, give another result or another generic plan', () => {
    const hints = new Map(told.map(({ view }) => [view.name, view.hint]));
    assert.is(hints.get('deleted-accounts'), '7 of 20 ANALYZEs give another plan');
    assert.is(hints.get('latest-orders'), 'another result');
    assert.is(hints.get('orders-by-status'), 'another generic plan');
  });
  test('link to the statement to blame, or to its migration', () => {
    const blameOf = (name: string) => told.find(({ view }) => view.name === name)!.view.blame!;
    assert.is(blameOf('orders-of-customer').href, migrations[0]!.statements[2]!.anchor);
    assert.is(blameOf('monthly-revenue').href, migrations[1]!.anchor);
    assert.equal([blameOf('open-carts').who, blameOf('open-carts').href], ['', '']);
  });
  test('have an open plan only where it matters most', () => {
    const opened = told.filter(({ open }) => open).map(({ view }) => `${view.name} (${view.parameters})`);
    assert.equal(opened, ['user-names (default)', 'yearly-report (default)', 'orders-of-customer (rare)']);
    assert.not.ok(quietRows.some(({ open }) => open));
  });
  test('say what users meet right after deploy, where it is another matter', () => {
    const latest = told.find(({ view }) => view.name === 'latest-orders')!.view;
    assert.is(latest.deployed?.kind, 'hundred');
    assert.ok(latest.planGroups.some(({ title }) => title.startsWith('Right after deploy: another plan')));
  });
  test('say which plans were tried beside the one that was chosen', () => {
    const titles = (name: string) =>
      told.find(({ view }) => view.name === name)!.view.planGroups.map(({ title }) => title);
    assert.match(titles('orders-of-customer').at(-1)!, /^With enable_seqscan off: cost 61,20\d/);
    assert.equal(titles('deleted-accounts').slice(1), [
      '7 of 20 ordinary ANALYZEs give another plan, after the migrations',
    ]);
    assert.equal(titles('orders-by-status').slice(1), [
      'Prepared statements: another generic plan than before',
    ]);
  });
});
