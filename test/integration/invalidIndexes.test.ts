import { itemsScenario } from '../support/itemsProject.ts';
import { findingsOf, project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const build = 'create unique index concurrently items_owner_key on items (owner);\n';
const cases: Record<string, { files: Record<string, string>; left: string[] }> = {
  'a concurrent build that fails on duplicates': {
    files: { '0002_unique.sql': build },
    left: ['public.items_owner_key of public.items'],
  },
  'the index of a partitioned table that lacks those of its partitions': {
    files: {
      '0002_parts.sql':
        'create table parts (a int) partition by range (a);\ncreate table parts_1 partition of parts for values from (0) to (9);\n' +
        'create index parts_a_idx on only parts (a);\n',
    },
    left: ['public.parts_a_idx of public.parts'],
  },
  'its harmless twin, with the partition’s index attached': {
    files: {
      '0002_parts.sql':
        'create table parts (a int) partition by range (a);\ncreate table parts_1 partition of parts for values from (0) to (9);\n' +
        'create index parts_a_idx on only parts (a);\ncreate index parts_1_a_idx on parts_1 (a);\n' +
        'alter index parts_a_idx attach partition parts_1_a_idx;\n',
    },
    left: [],
  },
  'a concurrent build that succeeds': {
    files: { '0002_index.sql': 'create index concurrently items_note_idx on items (note);\n' },
    left: [],
  },
};

suite('indexes that a migration leaves invalid', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  for (const [fact, { files, left }] of Object.entries(cases))
    test(`${left.length > 0 ? 'are found' : 'are none'}: ${fact}`, async () => {
      const one = project(itemsScenario('one', `traffic: [{ sql: 'select 1', perSecond: 5 }]`, files));
      await shared.run(one);
      const seen = one.scenario('one');
      assert.equal(
        seen.migrations[0]!.invalidIndexes.map(({ name, table }) => `${name} of ${table}`),
        left,
      );
      assert.is(findingsOf(seen, 'migration/invalid-index').length, left.length);
    });

  test('are one problem with the failed statement', async () => {
    const one = project(itemsScenario('one', '', { '0002_unique.sql': build }));
    const { code } = await shared.run(one);
    assert.is(code, 4);
    const [failed] = findingsOf(one.scenario('one'), 'migration/failed');
    const [invalid] = findingsOf(one.scenario('one'), 'migration/invalid-index');
    assert.is(invalid?.cause, failed?.cause);
  });
});
