import { numberParameters } from '../../../src/scenario/queries/numberParameters.ts';
import { assert, suite } from '../../support/suite.ts';

suite('named parameters', ({ test }) => {
  const numbered = async (text: string) => {
    const { text: sql, names, faults } = await numberParameters(text);
    assert.equal(faults, [], text);
    return [sql, names];
  };
  const untouched = async (text: string) => assert.equal(await numbered(text), [text, null]);

  test('get one number a name, in the order in which they come', async () => {
    assert.equal(await numbered('select :b, :a, :b from t where c=:a'), [
      'select $1, $2, $1 from t where c=$2',
      ['b', 'a'],
    ]);
  });

  test('are written in the ways of psql, aiosql, PgTyped and sqlc', async () => {
    for (const written of [
      ':id',
      ":'id'",
      ':id!',
      '@id',
      'sqlc.arg(id)',
      "sqlc.arg('id')",
      "sqlc.narg('id')",
    ])
      assert.equal(await numbered(`select a from t where b = ${written} and c`), [
        'select a from t where b = $1 and c',
        ['id'],
      ]);
  });

  test('may be called as keywords are, and stand behind them', async () => {
    assert.equal(await numbered('select 1 from t where a in (:in) limit:limit offset :offset'), [
      'select 1 from t where a in ($1) limit $2 offset $3',
      ['in', 'limit', 'offset'],
    ]);
  });

  test('are no casts, however close', async () => {
    await untouched('select a::text, b :: int, c::numeric(3,2)');
    assert.equal(await numbered('select :a::text, :b ::int'), ['select $1::text, $2 ::int', ['a', 'b']]);
  });

  test('are not in strings, quoted names or comments', async () => {
    await untouched(`select ':a', "b:c", $$ :d $$, $x$ @e $x$, E'it\\'s :f' -- :g\n/* :h /* @i */ :j */`);
  });

  test('are no bounds of slices and no values of JSON keys', async () => {
    await untouched('select a[1:2], a[1:n], a[lower_bound:upper_bound], (a)[f(1):g]');
    await untouched("select json_object('a':b, 'c' : d), json_objectagg(k:v)");
    assert.equal(await numbered('select array[:a,:b], c[:i], d[1: :j]'), [
      'select array[$1,$2], c[$3], d[1: $4]',
      ['a', 'b', 'i', 'j'],
    ]);
  });

  test('are no operators: := and those with an at sign', async () => {
    await untouched('select f(a := 1), b @> c, d <@e, g @@ h, @ i, a ?| b');
  });

  test('are found behind what takes several bytes, and behind control characters', async () => {
    assert.equal(await numbered("select 'größe €😀', :größe, '\u0001', :b"), [
      "select 'größe €😀', $1, '\u0001', $2",
      ['größe', 'b'],
    ]);
  });

  test('leave the places of what follows as they were', async () => {
    const { text, original } = await numberParameters('select :ü, :longer_name frm t');
    assert.is(text, 'select $1, $2 frm t');
    assert.is(original(text.indexOf('frm')), 'select :ü, :longer_name '.length);
  });

  test('do not go with numbered ones', async () => {
    const { faults } = await numberParameters('select :a, $1');
    assert.equal(faults, [
      { message: 'expected named or numbered parameters, found $1 besides :a', index: 11 },
    ]);
  });

  test('are never names of tables or columns', async () => {
    const { faults } = await numberParameters('select * from :"table"');
    assert.is(faults[0]?.message, ':"table" stands for a name, which cannot be a parameter');
  });

  test('of sqlc come with its embedded tables', async () => {
    assert.equal(await numbered('select sqlc.embed(orders), 1 from orders where id = @id'), [
      'select orders.*, 1 from orders where id = $1',
      ['id'],
    ]);
  });

  test('of a text that is no SQL are left to the parser', async () => {
    await untouched("select ':a from t where b = :b");
  });
});
