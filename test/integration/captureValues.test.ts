import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

/** Rows whose every value has this word, or this number, in it. */
const fill = `import pg from ${JSON.stringify(import.meta.resolve('pg'))};
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
await client.query("insert into people select 471100 + i, 'Zebrafish ' || i % 7, jsonb_build_object('who', 'Zebrafish') from generate_series(1, 2000) i");
await client.end();
`;

suite('values of a command’s rows', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const filled = (queries: string): Project =>
    project({
      'scenario.ts': scenarioText(
        `name: 'people', migrations: { directory: './migrations', pending: { from: '0002' } },
         data: { command: 'node fill.mjs' }, queries: {${queries}}`,
      ),
      'fill.mjs': fill,
      'migrations/0001_people.sql':
        'create table people (id int primary key, name text not null, data jsonb not null);\ncreate index people_name on people (name);\n',
      'migrations/0002_drop.sql': 'drop index people_name;\nalter table people drop data;\n',
    });

  test('that were chosen for parameters are in no file and no output', async () => {
    const one = filled(`
      'by-name': { sql: 'select * from people where name = $1 and id > $2', parameters: 'auto' },
      'by-data': { sql: 'select id from people where data @> $1', parameters: 'auto' },
      'renamed': { sql: 'update people set name = $1 where id = $2 returning name', parameters: 'auto' }`);
    const { code, stdout, stderr } = await shared.run(one);
    assert.is(code, 1, stderr);
    const { queries } = one.scenario('people');
    assert.ok(queries.length >= 8, `${queries.length} sets`);
    assert.ok(queries.some(({ before: { plan } }) => JSON.stringify(plan).includes("'…'")));
    const files = ['evidence/people.json', 'result.json', 'report.html'];
    const written = files.map((file) => readFileSync(join(one.folder, '.pgrehearse', file), 'utf8'));
    for (const text of [...written, stdout, stderr]) assert.not.match(text, /Zebrafish|4711\d\d|4731\d\d/);
  });

  test('are in no message about parameters that do not fit, either', async () => {
    for (const parameters of [
      `{ one: { sql: 'select name from people' } }`,
      `{ one: { sql: 'select name::int from people' } }`,
    ]) {
      const one = filled(
        `wrong: { sql: 'select name from people where id = $1', parameters: ${parameters} }`,
      );
      const { code, stdout, stderr } = await shared.run(one);
      assert.is(code, 2, stderr);
      assert.match(stderr, /invalid input syntax for type integer: …/);
      for (const text of [stdout, stderr, one.read('.pgrehearse/evidence/people.json')])
        assert.not.match(text, /Zebrafish/);
    }
  });
});
