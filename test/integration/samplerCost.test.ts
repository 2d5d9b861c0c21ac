import type { SamplerFacts } from '../../src/evidence/Evidence.ts';
import type { LockSighting } from '../../src/evidence/MigrationEvidence.ts';
import { startClock } from '../../src/rehearsal/Clock.ts';
import { LockSampler } from '../../src/rehearsal/locks/LockSampler.ts';
import type { Server } from '../../src/server/Server.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const partitions = 2_000;
const partitioned = `
  create table readings (id int) partition by range (id);
  do $$ begin for i in 1..${partitions} loop
    execute format('create table readings_%s partition of readings for values from (%s) to (%s)', i, i, i + 1);
    if i % 500 = 0 then commit; end if;
  end loop; end $$`;

suite('what looking at locks costs', ({ test, before, after, show }) => {
  let server: Server;
  let seen: { facts: SamplerFacts; sightings: LockSighting[] };
  before(async () => {
    server = await localServer();
    const database = await server.createDatabase('cost');
    const [migrating, looking] = [await server.connect(database), await server.connect(database)];
    for (const sql of partitioned.split(/;\n(?= {2}do)/)) await migrating.query(sql);
    const { rows } = await migrating.query<{ pid: number }>('select pg_backend_pid() as pid');
    const sampler = new LockSampler(looking, startClock());
    await sampler.start();
    sampler.follow(rows[0]!.pid);
    sampler.statementBegins();
    await migrating.query('begin; alter table readings add column b int; lock table readings in share mode');
    await migrating.query('select pg_sleep(6)');
    await migrating.query('commit');
    sampler.statementEnds();
    const { sightings, sampler: facts } = await sampler.stop();
    seen = { facts: facts!, sightings };
    await Promise.all([migrating.end(), looking.end()]);
  });
  after(() => server?.stop());

  test('four thousand locks are seen, each once', () => {
    const granted = seen.sightings.filter((one) => one.granted);
    const keys = new Set(granted.map(({ oid, mode }) => `${oid} ${mode}`));
    assert.is(keys.size, 2 * (partitions + 1));
    assert.is(granted.length, keys.size);
  });

  test('its backend uses less than a percent of the cores', () => {
    const { cost, fromMs, toMs, medianIntervalMs } = seen.facts;
    const words = `${JSON.stringify(cost)} in ${toMs - fromMs} ms, a look every ${medianIntervalMs} ms`;
    show(`4,000 locks: ${words}`);
    assert.ok(cost!.share <= 0.01 || !cost!.measured, words);
  });
});
