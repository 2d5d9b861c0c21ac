import { sizesView, workView } from '../../src/report/view/workView.ts';
import { migration, phase, statement, work } from '../fixtures/result/build.ts';
import { assert, suite } from '../support/suite.ts';

suite('what the server did, as the report shows it', ({ test }) => {
  const shown = (parts: Parameters<typeof work>[0], more: Parameters<typeof statement>[2] = {}) =>
    workView(migration('a', { statements: [statement(1, 'x', { work: work(parts), ...more })] }));

  test('a statement without work has no row, and a migration without any no table', () => {
    assert.is(shown({ walBytes: 900 }), null);
    assert.is(workView(migration('a', { statements: [statement(1, 'x')] })), null);
  });
  test('an index says how it was built; that its table was read goes without saying', () => {
    const indexBuilds = [
      { index: 'i', table: 'public.t', workers: 0 },
      { index: 'j', table: 'public.t', workers: 1 },
    ];
    assert.equal(
      shown({ indexBuilds }, { scans: ['public.t'] })!.rows[0]!.lines.map(
        ({ verb, what, how }) => `${verb} ${what} ${how}`,
      ),
      ['built i on public.t, serially', 'built j on public.t, 1 parallel worker asked for'],
    );
  });
  test('a scan that was not needed says why', () => {
    const proven = [{ relation: 'public.t', what: 'no NULL in a' }];
    const [line] = shown({ proven })!.rows[0]!.lines;
    assert.equal(`${line!.verb}: ${line!.how}`, 'no scan needed: no NULL in a, as its constraints prove');
  });
  test('phases have their share, and what they counted', () => {
    const phases = [
      phase('reading', [0, 750], { done: 3, total: 4, unit: 'blocks' }),
      phase('writing', [750, 1000], { done: 2048, total: 1024, unit: 'bytes' }),
    ];
    const [row] = shown({ phases }, { window: { startMs: 5, endMs: 1005 } })!.rows;
    assert.equal(
      row!.phases.map(({ what, time, share, counted }) => [what, time, share, counted]),
      [
        ['reading', '750 ms', '75 %', '3 of 4 blocks'],
        ['writing', '250 ms', '25 %', '2 kB'],
      ],
    );
    assert.equal(
      row!.bar!.map(({ x, width }) => `${x} ${width}`),
      ['0% 75%', '75% 25%'],
    );
  });
  test('a phase that waited says for whom', () => {
    const waitedFor = ['nightly report', '', 'nightly report'];
    const [row] = shown({ phases: [phase('waiting for old snapshots', [0, 10], { waitedFor })] })!.rows;
    assert.is(row!.phases[0]!.waited, 'for 3 transactions: nightly report,');
  });
  test('WAL that others wrote too is said to be so', () => {
    const seen = migration('a', {
      walFrom: 'server',
      statements: [statement(1, 'x', { rewrites: ['public.t'] })],
    });
    assert.match(workView(seen)!.walNote, /others/);
  });
  test('sizes are shown where they changed, and tables that came or went by that word', () => {
    const bytes = (table: number) => ({ table, indexes: 8192, toast: 0 });
    const sizes = [
      { relation: 'public.grown', before: bytes(8192), after: bytes(16384) },
      { relation: 'public.new', before: null, after: bytes(8192) },
      { relation: 'public.gone', before: bytes(8192), after: null },
    ];
    assert.equal(
      sizesView(migration('a', { sizes }))!.rows.map(({ relation, table, toast, state }) => [
        relation,
        table,
        toast,
        state,
      ]),
      [
        ['public.grown', '8 kB → 16 kB', '–', ''],
        ['public.new', '8 kB', '–', 'new'],
        ['public.gone', '8 kB', '–', 'dropped'],
      ],
    );
    assert.is(sizesView(migration('a')), null);
  });
});
