import type { QueryResult, ScenarioResult } from '../../src/findings/Result.ts';
import { itemsScenario } from '../support/itemsProject.ts';
import { type Outcome, type Project, project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const functions = `create function touch(int) returns bigint language sql as 'update items set note = note where id = $1 returning id';
create role reader;
create role stranger;
grant select on items to reader;
`;
const prepared = { 'scenarios/one/prepare.sql': functions };

/** A whole run, on a machine that may be busy. */
const patience = { timeoutMs: 240_000 };

suite('key queries that do not fit', ({ test: fact, before, after }) => {
  const test = (name: string, body: () => unknown) => fact(name, body, patience);
  const shared = sharedServer({ before, after });
  const run = async (
    queries: string,
    migration = 'alter table items add extra int;\n',
  ): Promise<{ outcome: Outcome; one: Project }> => {
    const files = itemsScenario('one', `prepare: { after: ['./prepare.sql'] }, queries: {${queries}}`, {
      '0002_change.sql': migration,
    });
    const one = project({ ...files, ...prepared });
    // Roles belong to the server, which the tests share.
    await drop();
    return { outcome: await shared.run(one, '-q'), one };
  };
  const drop = async () => {
    const client = await shared.server().connect('postgres');
    const { rows } = await client.query(`select datname from pg_database where datname like 'pgrehearse%'`);
    for (const { datname } of rows) await shared.server().dropDatabase(datname);
    await client.query('drop role if exists reader, stranger');
    await client.end();
  };
  const refused = async (queries: string, ...said: RegExp[]) => {
    const { outcome, one } = await run(queries);
    assert.is(outcome.code, 2, outcome.stderr);
    for (const words of said) assert.match(outcome.stderr, words);
    const migrations = one.exists('.pgrehearse/evidence/one.json') ? one.evidence('one').repeats : [];
    assert.equal(migrations, [], 'nothing was migrated');
  };
  const query = (result: ScenarioResult, name: string): QueryResult =>
    result.queries.find((each) => each.name === name)!;

  test('one that says it reads and writes is refused before anything is migrated', () =>
    refused(
      `writes: { sql: 'select touch($1)', parameters: { one: [1] } }`,
      /key query 'writes' says that it reads, and writes/,
      /hint: .*INSERT, UPDATE, DELETE/,
    ));
  test('so is a value of the wrong type', () =>
    refused(
      `wrong: { sql: 'select id from items where owner = $1', parameters: { one: ['seven'] } }`,
      /the parameters 'one' of key query 'wrong' do not fit/,
      /invalid input syntax for type integer: "seven"/,
    ));
  test('so are values that are missing, or too many', async () => {
    await refused(
      `few: { sql: 'select id from items where owner = $1 and id = $2', parameters: { one: [1] } }`,
      /\$2 missing/,
    );
    await refused(
      `many: { sql: 'select id from items where owner = $1', parameters: { one: [1, 2] } }`,
      /1 too many/,
    );
  });
  test('so is a parameter whose type nothing tells', () =>
    refused(
      `untyped: { sql: 'select $1 is null', parameters: 'auto' }`,
      /the types of key query 'untyped' cannot be told/,
      /could not determine data type of parameter \$1/,
    ));
  test('so is a role that is not there', () =>
    refused(
      `r: { sql: 'select 1', role: 'nobody_at_all' }`,
      /key query 'r' runs as role nobody_at_all, which does not exist/,
    ));
  test('so is a setting that the server does not know', () =>
    refused(
      `s: { sql: 'select 1', settings: { work_memory: '1MB' } }`,
      /the settings of key query 's' are refused/,
      /unrecognized configuration parameter "work_memory"/,
    ));
  test('so is a function that asks for the rows of a table that is not there', () =>
    refused(
      `f: { sql: 'select id from items where id = $1', parameters: { half: (rows) => [rows('public.itms') / 2] } }`,
      /ask for the rows of public\.itms, which was not loaded/,
      /public\.items/,
    ));

  test('what the migration removes fails after it, in every form, and nothing else is lost', async () => {
    const { outcome, one } = await run(
      `gone: { sql: 'select note from items where owner = $1', parameters: 'auto' },
       stays: { sql: 'select id from items where owner = $1', parameters: 'auto' },
       wrote: { sql: 'update items set note = $1 where id = $2 returning note', parameters: 'auto' }`,
      'alter table items drop note;\n',
    );
    assert.is(outcome.code, 1, outcome.stderr);
    const result = one.scenario('one');
    assert.equal(result.notObserved, []);
    for (const name of ['gone', 'wrote']) {
      const { before, after, change, result: compared } = query(result, name);
      assert.equal(
        [before.error, after.error?.code, change, compared],
        [null, '42703', 'fails', undefined],
        name,
      );
      assert.ok(before.latencyMs && !after.latencyMs, name);
    }
    const { result: compared, after } = query(result, 'stays');
    assert.equal([compared?.compared, compared?.equal], ['columns', true]);
    assert.ok(after.generic);
  });

  test('what only the migration brings is captured after it, and said', async () => {
    const { outcome, one } = await run(
      `soon: { sql: 'select id from soon where owner = $1', parameters: 'auto' },
       later: { sql: 'select extra from items where owner = $1', parameters: { one: [1] } }`,
      'create table soon as select id, owner from items;\nalter table items add extra int;\n',
    );
    assert.is(outcome.code, 0, outcome.stderr);
    const { queries } = one.scenario('one');
    assert.equal(queries.map(({ name, parameters }) => `${name} ${parameters}`).sort()[0], 'later one');
    for (const { before, after, name } of queries) {
      assert.ok(before.error, name);
      assert.equal([after.error, typeof after.buffers], [null, 'number'], name);
    }
    assert.ok(
      queries.some(({ parameters }) => parameters === 'top'),
      queries.map((each) => each.parameters).join(),
    );
    assert.match(
      one.evidence('one').notes?.join('\n') ?? '',
      /later \(one\) fails before the migrations \(PostgreSQL's code 42703\) and not after them/,
    );
  });

  test('one over its time limit keeps its plan, and the verdict says what was not seen', async () => {
    const { outcome, one } = await run(
      `slow: { sql: 'select count(*) from items, pg_sleep(30)', timeLimit: '200 ms' }`,
    );
    assert.is(outcome.code, 0, outcome.stderr);
    const result = one.scenario('one');
    const { before, afterDeploy, after, result: compared } = query(result, 'slow');
    for (const capture of [before, afterDeploy, after])
      assert.equal([capture.buffers, capture.error], [null, null]);
    assert.equal([before.overLimitMs, after.overLimitMs], [200, 200]);
    assert.ok(before.plan && after.plan);
    assert.equal([compared?.compared, compared?.because], ['nothing', 'it takes more than 0.2 s']);
    assert.is(result.verdict, 'inconclusive');
    assert.equal(result.notObserved, [
      'the work of slow (none) before: it takes more than 0.2 s',
      'the work of slow (none) after: it takes more than 0.2 s',
    ]);
  });

  test('one whose role may not read fails before and after', async () => {
    const { outcome, one } = await run(
      `may: { sql: 'select id from items where id = 1', role: 'reader' }, mayNot: { sql: 'select id from items where id = 1', role: 'stranger' }`,
    );
    assert.is(outcome.code, 1, outcome.stderr);
    const result = one.scenario('one');
    assert.is(query(result, 'may').after.error, null);
    assert.is(query(result, 'mayNot').before.error?.code, '42501');
  });

  test('a function of the row counts, and a set that is chosen, are sets like others', async () => {
    const { one } = await run(
      `q: { sql: 'select note from items where id = $1 and owner = $2', parameters: { half: (rows) => [rows('public.items') / 2, 1], chosen: 'auto' } }`,
    );
    assert.equal(
      one.scenario('one').queries.map(({ parameters }) => parameters),
      ['half', 'chosen median', 'chosen absent'],
    );
  });
});
