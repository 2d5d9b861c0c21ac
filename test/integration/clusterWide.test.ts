import type { Client } from 'pg';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { type Outcome, type Project, project, scenarioText } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const migrations = {
  '0001_base': 'create table items (id int primary key);',
  '0002_role': 'create role app_reader;\ngrant select on items to app_reader;',
  '0003_do': `do $$ begin create role app_writer login password 'secret'; grant app_reader to app_writer; end $$;
    create table owned (id int);\nalter table owned owner to app_writer;\nalter role app_writer set search_path = a, b;`,
  '0004_system': "alter system set work_mem = '7MB';",
  '0005_existing': `alter role keeper nologin password null;\nalter role keeper set search_path = x;
    revoke keepers from keeper;\ndrop role leaver;`,
  '0006_down': 'create role app_undone;',
};
const servers = { 18: {}, 15: { bin: '/usr/lib/postgresql/15/bin' } };

for (const [major, options] of Object.entries(servers))
  suite(`what migrations change for the whole server, on PostgreSQL ${major}`, ({ test, before, after }) => {
    let server: Server;
    let admin: Client;
    let one: Project;
    let outcome: Outcome;
    let known: string;
    before(async () => {
      server = await localServer(options);
      admin = await server.connect('postgres');
      await admin.query(`create role keepers; create role keeper login password 'kept' in role keepers;
        alter role keeper set search_path = m, "N n"; create role leaver createdb; create role bystander`);
      known = await state(admin);
      one = project({
        'scenario.ts': scenarioText(
          `name: 'wide', postgres: { version: ${major} }, migrations: { directory: './migrations', pending: { from: '0002' } },
          data: [defineTable('public.items', { id: sequence() }).rows(10)], traffic: [{ sql: 'select 1', perSecond: 1 }]`,
        ),
        ...Object.fromEntries(
          Object.entries(migrations).map(([id, sql]) => [`migrations/${id}.up.sql`, sql]),
        ),
        'migrations/0006_down.down.sql': 'drop role app_undone;',
      });
      const url = `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;
      outcome = await one.call('run', '--repeat', '2', '--database-url', url);
    });
    after(async () => {
      await admin?.end();
      await server?.stop();
    });

    test('is there for the first repeat and new again in the second', () => {
      assert.is(outcome.code, 0, outcome.stderr);
      const { repeats, notObserved } = one.evidence('wide');
      assert.equal(notObserved, []);
      assert.equal(
        repeats.map(({ migrations }) => migrations.map(({ status }) => status)),
        [1, 2].map(() => Array(5).fill('applied')),
      );
    });
    test('is gone afterwards: roles, their passwords, memberships and settings, and ALTER SYSTEM', async () => {
      assert.is(await state(admin), known);
    });
    test('is in no evidence as a password', () => {
      assert.not.match(one.read('.pgrehearse/evidence/wide.json'), /SCRAM/);
    });
  });

async function state(admin: Client): Promise<string> {
  const { rows } = await admin.query<{ line: string }>(`
    select concat_ws(' ', rolname, rolcanlogin, rolcreatedb, rolpassword) as line from pg_authid where rolname !~ '^pg_'
    union all select concat_ws(' ', roleid::regrole, member::regrole) from pg_auth_members
    union all select concat_ws(' ', setrole::regrole, setconfig::text) from pg_db_role_setting where setdatabase = 0
    union all select concat_ws(' ', name, setting) from pg_file_settings where sourcefile ~ 'auto.conf$' and name = 'work_mem'
    order by 1`);
  return rows.map(({ line }) => line).join('\n');
}
