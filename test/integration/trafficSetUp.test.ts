import { checkRole } from '../../src/rehearsal/checkRole.ts';
import { trafficItems } from '../../src/rehearsal/traffic/trafficItems.ts';
import type { ResolvedScenario } from '../../src/scenario/ResolvedScenario.ts';
import { itemsScenario } from '../support/itemsProject.ts';
import { project } from '../support/project.ts';
import { rejection } from '../support/rejection.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

suite('traffic before it starts', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const run = async (traffic: string) => {
    const one = project(
      itemsScenario('one', `traffic: [${traffic}], queueProbe: false`, { '0002_none.sql': 'select 1;\n' }),
    );
    return shared.run(one);
  };

  test('a role that is not there is refused, with what to do', async () => {
    const { code, stderr } = await run(
      `{ name: 'web', sql: 'select 1', perSecond: 5, role: 'nobody_at_all' }`,
    );
    assert.is(code, 2);
    assert.match(stderr, "traffic 'web' runs as role nobody_at_all, which does not exist");
    assert.match(stderr, /hint: .*Create it before the pending migrations/);
  });
  test('so is a setting that the server does not know', async () => {
    const { code, stderr } = await run(
      `{ name: 'web', sql: 'select 1', perSecond: 5, settings: { work_memory: '1MB' } }`,
    );
    assert.is(code, 2);
    assert.match(stderr, "the server refuses the settings of traffic 'web'");
    assert.match(stderr, 'work_memory');
  });
  test('so are parameters that find no row', async () => {
    const { code, stderr } = await run(
      `{ name: 'web', sql: 'select $1::int', parameters: { x: { sql: 'select id from items where false' } }, perSecond: 5 }`,
    );
    assert.is(code, 2);
    assert.match(stderr, "the parameters of traffic 'web', parameters 'x' are empty");
  });
  test('a setting that is production’s is in force, and cuts its waits', async () => {
    const one = project(
      itemsScenario(
        'cut',
        `traffic: [{ name: 'web', sql: 'select note from items where id = 1', perSecond: 20, settings: { lock_timeout: '100ms' } }],
         queueProbe: false`,
        { '0002_hold.sql': 'lock table items;\nselect pg_sleep(0.8);\n' },
      ),
    );
    const { code, stderr } = await shared.run(one);
    assert.is(code, 0, stderr);
    const { findings } = one.scenario('cut');
    const [finding] = findings.filter(({ rule }) => rule === 'compatibility/query-fails');
    assert.equal([finding?.severity, finding?.subject.query], ['warn', 'web']);
    assert.match(finding!.title, 'canceling statement due to lock timeout');
    assert.match(finding!.why, /an error to its user\. PostgreSQL's code is 55P03, .* during 0002_hold/);
  });

  const scenario = (seed: number, sql: string) =>
    ({
      seed,
      now: 0,
      traffic: [
        {
          name: 'q',
          steps: [{ sql: 'select $1', parameters: null }],
          transaction: false,
          parameters: [
            { name: 'rows', set: { sql } },
            { name: 'fixed', set: [7] },
          ],
          perSecond: 1,
          role: null,
          settings: {},
          pool: null,
          connections: null,
          prepared: true,
        },
      ],
    }) as unknown as ResolvedScenario;
  const values = async (seed: number, sql: string) => {
    const client = await shared.server().connect('postgres');
    try {
      return (await trafficItems(client, scenario(seed, sql), []))[0]!.values;
    } finally {
      await client.end();
    }
  };
  test('up to 1,000 rows are drawn from all over the data, the same for a seed however the server finds them', async () => {
    const [ascending, other] = ['asc', 'desc'].map(
      (order) => `select i from generate_series(1, 50000) as i order by i ${order} -- all of them`,
    );
    const [rows, fixed] = await values(1, ascending!);
    assert.equal(fixed, [[7]]);
    assert.is(rows!.length, 1_000);
    assert.is(new Set(rows!.map(([value]) => value)).size, 1_000);
    const numbers = rows!.map(([value]) => Number(value));
    assert.ok(Math.min(...numbers) < 1_000 && Math.max(...numbers) > 49_000);
    assert.equal((await values(1, other!))[0], rows);
    assert.not.equal((await values(2, ascending!))[0], rows);
  });
  test('fewer rows are all drawn, and a query may end in a semicolon', async () => {
    const [rows] = await values(1, 'select i, i + 1 from generate_series(1, 5) as i;');
    assert.equal(rows!.map(([value]) => Number(value)).sort(), [1, 2, 3, 4, 5]);
  });
  test('a role that may not be taken on is refused', async () => {
    const client = await shared.server().connect('postgres');
    try {
      await client.query('create role stranger; create role weak login; set role weak');
      const error = await rejection(() => checkRole(client, "traffic 'web'", 'stranger'));
      assert.match(error.message, "traffic 'web' runs as role stranger, which weak may not take on");
    } finally {
      await client.end();
    }
  });
});
