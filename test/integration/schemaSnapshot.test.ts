import { schemaSnapshot } from '../../src/rehearsal/schemaSnapshot.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
create table parent (id int primary key, name text) with (fillfactor = 90);
create table child (id int primary key, parent int references parent, note varchar(20));
create index child_note_idx on child (note);
create view seen as select id from child;
create sequence numbers;
create type mood as enum ('glad', 'sad');
create domain positive as int check (value > 0);
create function one() returns int language sql as 'select 1';
create function touch() returns trigger language plpgsql as 'begin return new; end';
create trigger touched before update on child for each row execute function touch();
create table measured (day date) partition by range (day);
create table measured_2026 partition of measured for values from ('2026-01-01') to ('2027-01-01');
create policy own on child using (true);
`;

/** What a migration does, and what a faithful rollback undoes it with. */
const changes: Record<string, readonly [string, string]> = {
  'a new table': ['create table extra ()', 'drop table extra'],
  'a column': ['alter table child add extra int', 'alter table child drop extra'],
  'a column’s type': [
    'alter table child alter note type varchar(30)',
    'alter table child alter note type varchar(20)',
  ],
  'a default': ['alter table child alter note set default 1', 'alter table child alter note drop default'],
  'a NOT NULL': ['alter table child alter note set not null', 'alter table child alter note drop not null'],
  'an index': ['create index extra on child (parent)', 'drop index extra'],
  'a foreign key': [
    'alter table child drop constraint child_parent_fkey',
    'alter table child add foreign key (parent) references parent',
  ],
  'a foreign key’s deferral': [
    'alter table child alter constraint child_parent_fkey deferrable',
    'alter table child alter constraint child_parent_fkey not deferrable',
  ],
  'a check that is not validated': [
    'alter table child add constraint extra check (id > 0) not valid',
    'alter table child drop constraint extra',
  ],
  'a view’s query': [
    'create or replace view seen as select id from child where id > 0',
    'create or replace view seen as select id from child',
  ],
  'a function’s body': [
    "create or replace function one() returns int language sql as 'select 2'",
    "create or replace function one() returns int language sql as 'select 1'",
  ],
  'a trigger that is disabled': [
    'alter table child disable trigger touched',
    'alter table child enable trigger touched',
  ],
  'a domain’s check': [
    'alter domain positive drop constraint positive_check',
    'alter domain positive add check (value > 0)',
  ],
  'a sequence’s step': ['alter sequence numbers increment 5', 'alter sequence numbers increment 1'],
  'a storage parameter': [
    'alter table parent set (fillfactor = 70)',
    'alter table parent set (fillfactor = 90)',
  ],
  'a grant': ['grant select on child to public', 'revoke select on child from public'],
  'a policy': ['alter policy own on child using (id > 0)', 'alter policy own on child using (true)'],
  'row security': [
    'alter table child enable row level security',
    'alter table child disable row level security',
  ],
  'a partition that is detached': [
    'alter table measured detach partition measured_2026',
    "alter table measured attach partition measured_2026 for values from ('2026-01-01') to ('2027-01-01')",
  ],
  'a table that is unlogged': ['alter table child set unlogged', 'alter table child set logged'],
  'a schema': ['create schema extra', 'drop schema extra'],
};

suite('the comparison of schemas', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  before(async () => {
    const client = await shared.server().connect('postgres');
    await client.query(schema);
    await client.end();
  });

  for (const [fact, [change, undo]] of Object.entries(changes))
    test(`sees ${fact}, and that it was undone`, async () => {
      const client = await shared.server().connect('postgres');
      const original = await schemaSnapshot(client);
      await client.query(change);
      const changed = await schemaSnapshot(client);
      await client.query(undo);
      const undone = await schemaSnapshot(client);
      await client.end();
      assert.not.equal(changed, original);
      assert.equal(undone, original);
    });

  test('sees no difference in rows, statistics and OIDs', async () => {
    const client = await shared.server().connect('postgres');
    const original = await schemaSnapshot(client);
    await client.query(
      `insert into parent values (1, 'a'); analyze; select nextval('numbers');
       drop index child_note_idx; create index child_note_idx on child (note); delete from parent`,
    );
    const after = await schemaSnapshot(client);
    await client.end();
    assert.equal(after, original);
  });
});
