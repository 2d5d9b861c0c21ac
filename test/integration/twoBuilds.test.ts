import { type GroundBuild, groundBuild } from '../support/groundBuild.ts';
import { groundQueries } from '../support/groundSchema.ts';
import { binaries15 } from '../support/otherServers.ts';
import { assert, suite } from '../support/suite.ts';

const servers = { 18: { server: 'embedded' }, 15: { server: 'binaries', version: '15' } } as const;

for (const [major, postgres] of Object.entries(servers))
  suite(`two independent builds on PostgreSQL ${major}`, ({ test, skip, before }) => {
    if (major === '15' && binaries15 !== null) return skip('are alike', binaries15);
    let [one, two]: (GroundBuild | undefined)[] = [];
    before(async () => {
      [one, two] = [await groundBuild(postgres), await groundBuild(postgres)];
    });

    test('have the same statistics', () => assert.is(one!.hash, two!.hash));
    test('have statistics of all rows', () => {
      const chance = one!.statistics.filter(({ from }) => from !== 'exact');
      assert.equal(chance, []);
      assert.is(one!.statistics.find(({ name }) => name === 'public.events')?.rows, 80_000);
    });
    test(`have the same plans at the same costs, reading as many pages, of ${Object.keys(groundQueries).length} queries`, () => {
      for (const name of Object.keys(groundQueries)) assert.equal(one!.plans[name], two!.plans[name], name);
    });
  });
