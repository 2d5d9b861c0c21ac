import { project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

/** By table: ids, and what the table is to hold of them. */
const tools: Record<string, { ids: string[]; holds: string; is: unknown }> = {
  __diesel_schema_migrations: {
    ids: ['2026-01-02-030405-0000_one', '2026-01-03-030405-0000_two'],
    holds: 'array_agg(version order by version)',
    is: ['202601020304050000'],
  },
  _sqlx_migrations: {
    ids: ['20260102030405_first_one', '20260103030405_two'],
    holds: "array_agg(version || ' ' || description)",
    is: ['20260102030405 first one'],
  },
  _prisma_migrations: {
    ids: ['20260102_one', '20260103_two'],
    holds: 'array_agg(migration_name)',
    is: ['20260102_one'],
  },
  flyway_schema_history: {
    ids: ['V1__one', 'V2__two'],
    holds: "array_agg(installed_rank || ' ' || version)",
    is: ['1 1'],
  },
  goose_db_version: { ids: ['00001_one', '00002_two'], holds: 'array_agg(version_id::int)', is: [1] },
};

suite('a migration that speaks of its tool’s own table', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  for (const [table, { ids, holds, is }] of Object.entries(tools))
    test(`finds it: ${table}`, async () => {
      const one = project({
        [`db/${ids[0]}.sql`]: `create table a (id int primary key);\n`,
        [`db/${ids[1]}.sql`]: `create table seen as select to_json(${holds}) as seen from ${table};
          do $$ begin if (select seen::jsonb from seen) <> '${JSON.stringify(is)}' then
            raise 'found %', (select seen from seen); end if; end $$;\n`,
      });
      const { code, stderr } = await shared.run(one, '--migrations', 'db', '--rows', '10');
      assert.is(code, 0, stderr);
    });

  test('is left alone where a migration makes the table itself', async () => {
    const one = project({
      'db/1_one.sql': 'create table goose_db_version (mine int);\ninsert into goose_db_version values (7);\n',
      'db/2_two.sql': 'select mine / 1 from goose_db_version;\n',
    });
    const { code, stderr } = await shared.run(one, '--migrations', 'db', '--rows', '10');
    assert.is(code, 0, stderr);
  });
});
