import { parseSql } from '../../src/scenario/parseSql.ts';
import { statementWrites } from '../../src/scenario/statementWrites.ts';
import { assert, suite } from '../support/suite.ts';

suite('a READ ONLY transaction', ({ test }) => {
  const writes = async (sql: string) => statementWrites((await parseSql(sql)).statements[0]!);

  test('refuses what changes rows, also inside WITH', async () => {
    for (const sql of [
      'INSERT INTO t VALUES (1)',
      'UPDATE t SET a = 1',
      'DELETE FROM t',
      'MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE',
      'WITH gone AS (DELETE FROM t RETURNING id) SELECT count(*) FROM gone',
      'SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) AS y, (SELECT 1) AS z FOR UPDATE',
      "SELECT nextval('s')",
      "SELECT pg_catalog.setval('s', 1)",
    ])
      assert.ok(await writes(sql), sql);
  });

  test('takes what only speaks of writing', async () => {
    for (const sql of [
      'SELECT \'delete from t\', "update" FROM "insert" -- merge',
      'SELECT deleted, currval FROM updates WHERE inserted > 1',
      "SELECT currval('s')",
      'TABLE t',
      'VALUES (1)',
    ])
      assert.not(await writes(sql), sql);
  });
});
