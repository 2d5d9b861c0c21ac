import { withoutNeedlessCasts, withType } from '../../../src/analysis/plans/needlessCasts.ts';
import { assert, suite } from '../../support/suite.ts';

const cast = (column: string, type: string | undefined, to: string) =>
  withoutNeedlessCasts(`(${withType(column, type)})::${to} = ?`);

suite('a cast of a column', ({ test }) => {
  test('is left out where the type is read as the other without work', () => {
    assert.is(cast('code', 'character varying(20)', 'text'), 'code = ?');
    assert.is(cast('t.code', 'character varying', 'text'), 't.code = ?');
  });
  test('stays where every value is converted', () => {
    assert.is(cast('code', 'character(12)', 'text'), '(code)::text = ?');
    assert.is(cast('id', 'integer', 'numeric'), '(id)::numeric = ?');
    assert.is(cast('code', 'character varying(20)', 'integer'), '(code)::integer = ?');
  });
  test('stays where nothing is known of the column', () => {
    assert.is(cast('code', undefined, 'text'), '(code)::text = ?');
    assert.is(cast('code', 'constructor', 'text'), '(code)::text = ?');
  });
});
