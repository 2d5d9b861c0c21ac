import type { StatementShape } from '../../src/evidence/StatementShape.ts';
import { shapeOf } from '../../src/migrations/shapeOf.ts';
import { parseSql } from '../../src/scenario/parseSql.ts';
import { assert, suite } from '../support/suite.ts';

/** Behind another statement, and letters of two bytes, as the parser counts from the file's beginning. */
async function shape(sql: string): Promise<StatementShape | null> {
  const { statements } = await parseSql(`SELECT 'ä'; -- é\n${sql}`);
  return shapeOf(statements[1]!);
}

suite('the shape of a statement', ({ test }) => {
  test('has each command of ALTER TABLE as it is written', async () => {
    const { target, actions } = (await shape(
      'ALTER TABLE IF EXISTS ONLY shop."Orders" ADD COLUMN a numeric(10, 2) DEFAULT f(1, 2), DROP COLUMN b, ALTER COLUMN "Ü" SET NOT NULL',
    ))!;
    assert.is(target, 'shop."Orders"');
    assert.equal(
      actions.map(({ kind, text, name }) => [kind, text, name]),
      [
        ['AT_AddColumn', 'ADD COLUMN a numeric(10, 2) DEFAULT f(1, 2)', 'a'],
        ['AT_DropColumn', 'DROP COLUMN b', 'b'],
        ['AT_SetNotNull', 'ALTER COLUMN "Ü" SET NOT NULL', '"Ü"'],
      ],
    );
  });
  test('tells a column’s type, default and NOT NULL', async () => {
    const { actions } = (await shape(
      `ALTER TABLE a ADD COLUMN b varchar(3) COLLATE "C" NOT NULL DEFAULT coalesce('x', 'y') CHECK (b <> '')`,
    ))!;
    assert.equal(actions[0]!.column, {
      type: 'varchar(3) COLLATE "C"',
      default: "coalesce('x', 'y')",
      notNull: true,
      constrained: true,
      made: 'plain',
    });
  });
  test('tells how a column is made', async () => {
    const { actions } = (await shape(
      'ALTER TABLE a ADD b serial, ADD c int GENERATED ALWAYS AS IDENTITY, ADD d int GENERATED ALWAYS AS (1) STORED, ADD e int GENERATED ALWAYS AS (1) VIRTUAL',
    ))!;
    assert.equal(
      actions.map(({ column }) => column!.made),
      ['serial', 'identity', 'stored', 'virtual'],
    );
  });
  test('tells a constraint’s columns, and whether it is checked', async () => {
    const { actions } = (await shape(
      'ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (x, "Y") REFERENCES b NOT VALID, ADD UNIQUE USING INDEX i',
    ))!;
    assert.equal(
      actions.map(({ name, constraint }) => ({ name, ...constraint })),
      [
        { name: 'c', type: 'CONSTR_FOREIGN', columns: ['x', '"Y"'], notValid: true, index: null },
        { name: null, type: 'CONSTR_UNIQUE', columns: [], notValid: false, index: 'i' },
      ],
    );
  });
  test('tells what is done CONCURRENTLY', async () => {
    for (const [sql, expected] of [
      ['CREATE INDEX CONCURRENTLY i ON a (b)', true],
      ['CREATE INDEX i ON a (b)', false],
      ['REINDEX (CONCURRENTLY) TABLE a', true],
      ['REINDEX TABLE a', false],
      ['DROP INDEX CONCURRENTLY i', true],
      ['REFRESH MATERIALIZED VIEW m', false],
    ] as const)
      assert.is((await shape(sql))!.actions[0]!.concurrently, expected, sql);
  });
  test('is nothing where only the text tells', async () => {
    assert.is(await shape('SELECT 1'), null);
    assert.is(await shape(`UPDATE a SET b = '${'x'.repeat(5000)}'`), null);
  });
});
