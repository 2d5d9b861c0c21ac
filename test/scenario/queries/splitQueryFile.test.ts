import { splitQueryFile } from '../../../src/scenario/queries/splitQueryFile.ts';
import { assert, suite } from '../../support/suite.ts';

suite('a file of queries', ({ test }) => {
  const split = async (text: string) => {
    const sections = await splitQueryFile(text);
    if ('message' in sections) throw new Error(sections.message);
    return sections.map(({ name, text: sql }) => [name, sql.trim()]);
  };

  test('without headers is one query without a name of its own', async () => {
    assert.equal(await split('-- all orders\nselect * from orders;\n'), [
      [null, '-- all orders\nselect * from orders;'],
    ]);
  });

  test('has headers as sqlc, aiosql, yesql, HugSQL and PgTyped write them', async () => {
    const text = `-- name: GetOrder :one
select 1;
-- name: get-all(user_id)^
-- Of a user.
select 2;
--name: count_orders$
select 3;
-- :name hug :? :*
select 4;
/* @name typed */
select 5;
/*
  @name ofSeveralLines
  @param ids -> (...)
*/
select 6;
/* name: InSlashes :many */
select 7;
-- name: insert_order<!
select 8;`;
    assert.equal(await split(text), [
      ['GetOrder', 'select 1;'],
      ['get-all', '-- Of a user.\nselect 2;'],
      ['count_orders', 'select 3;'],
      ['hug', 'select 4;'],
      ['typed', 'select 5;'],
      ['ofSeveralLines', 'select 6;'],
      ['InSlashes', 'select 7;'],
      ['insert_order', 'select 8;'],
    ]);
  });

  test('has no headers in strings, behind a statement, or in prose', async () => {
    const text = `select '
-- name: a
', b -- name: c
-- the name: d
-- name: the customer's
from t`;
    assert.equal(
      (await split(text)).map(([name]) => name),
      [null],
    );
  });

  test('has no query before its first header', async () => {
    assert.equal(await splitQueryFile('select 2;\n-- name: b\nselect 1'), {
      message: 'expected no query before the first header, which names b, found one',
      index: 0,
    });
  });

  test('may bring the tables that its queries need, as sqlc’s files do', async () => {
    assert.equal(
      (await split('create table t (a int);\ncreate index on t (a);\n-- name: b\nselect 1')).map(
        ([name]) => name,
      ),
      ['b'],
    );
  });

  test('says where each begins, and what is a script', async () => {
    const text = '-- name: é\nselect 1;\n-- name: create#\ncreate table t ();';
    const sections = await splitQueryFile(text);
    if ('message' in sections) throw new Error(sections.message);
    assert.equal(
      sections.map(({ start, script }) => [text.slice(start, start + 9), script]),
      [
        ['\nselect 1', false],
        ['\ncreate t', true],
      ],
    );
  });
});
