import { type Outcome, type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

/** Rows whose every value has this word, or is a number so long that no figure of a run looks like it. */
const fill = `import pg from ${JSON.stringify(import.meta.resolve('pg'))};
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
await client.query("insert into people select 1471100000 + i, 'Zebrafish ' || i % 7, jsonb_build_object('who', 'Zebrafish') from generate_series(1, 2000) i");
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

  const texts = ({ stdout, stderr }: Outcome, one: Project, ...files: string[]) => [
    stdout,
    stderr,
    ...files.map((file) => one.read(`.pgrehearse/${file}`)),
  ];
  const unfit = ['select name from people', 'select name::int from people'].map((sql) =>
    filled(`wrong: { sql: 'select name from people where id = $1', parameters: { one: { sql: '${sql}' } } }`),
  );
  const fit = filled(`
    'by-name': { sql: 'select * from people where name = $1 and id > $2', parameters: 'auto' },
    'by-data': { sql: 'select id from people where data @> $1', parameters: 'auto' },
    'renamed': { sql: 'update people set name = $1 where id = $2 returning name', parameters: 'auto' }`);
  const outcomes = new Map<Project, Outcome>();
  before(async () => {
    for (const one of [fit, ...unfit]) outcomes.set(one, await shared.run(one));
  });

  test('that were chosen for parameters are in no file and no output', () => {
    const outcome = outcomes.get(fit)!;
    assert.is(outcome.code, 1, outcome.stderr);
    const { queries } = fit.scenario('people');
    assert.ok(queries.length >= 8, `${queries.length} sets`);
    assert.ok(queries.some(({ before: { plan } }) => JSON.stringify(plan).includes("'…'")));
    for (const text of texts(outcome, fit, 'evidence/people.json', 'result.json', 'report.html'))
      assert.not.match(text, /Zebrafish|14711\d{5}/);
  });

  test('are in no message about parameters that do not fit, either', () => {
    for (const one of unfit) {
      const outcome = outcomes.get(one)!;
      assert.is(outcome.code, 2, outcome.stderr);
      assert.match(outcome.stderr, /invalid input syntax for type integer: …/);
      for (const text of texts(outcome, one, 'evidence/people.json')) assert.not.match(text, /Zebrafish/);
    }
  });
});
