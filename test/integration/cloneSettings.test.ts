import { withDataset } from '../support/builds.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
create schema app;
create table app.t (a int);
do $$ begin
  execute format('alter database %I set search_path = app, public', current_database());
  execute format('alter database %I set work_mem = ''7MB''', current_database());
  execute format('alter database %I set application_name = ''it''''s''', current_database());
end $$`;

suite('a clone', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });

  test('has the settings that a migration gave its database', () =>
    withDataset(shared.server(), schema, {}, async (client) => {
      const { rows } = await client.query(
        `select current_setting('search_path') as path, current_setting('work_mem') as memory,
           (select unnest from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase, unnest(setconfig)
             where datname = current_database() and unnest like 'app%') as name`,
      );
      assert.equal(rows, [{ path: 'app, public', memory: '7MB', name: "application_name=it's" }]);
      await client.query('insert into t values (1)');
    }));
});
