import { readServerMessage } from '../../src/evidence/serverMessages.ts';
import { assert, suite } from '../support/suite.ts';

const said: [string, ReturnType<typeof readServerMessage>][] = [
  ['rewriting table "a "b""', { kind: 'rewrite', table: 'a "b"' }],
  ['verifying table "t"', { kind: 'verify', table: 't' }],
  ['building index "i" on table "t" serially', { kind: 'index', index: 'i', table: 't', workers: 0 }],
  [
    'building index "i" on table "t" with request for 1 parallel worker',
    { kind: 'index', index: 'i', table: 't', workers: 1 },
  ],
  [
    'building index "i" on table "t" with request for 12 parallel workers',
    { kind: 'index', index: 'i', table: 't', workers: 12 },
  ],
  ['validating foreign key constraint "f"', { kind: 'foreignKey', constraint: 'f' }],
  [
    'existing constraints on column "t.x.c" are sufficient to prove that it does not contain nulls',
    { kind: 'proven', what: 'not null', table: 't.x', column: 'c' },
  ],
  [
    'partition constraint for table "t" is implied by existing constraints',
    { kind: 'proven', what: 'partition constraint', table: 't' },
  ],
  [
    'updated partition constraint for default partition "t" is implied by existing constraints',
    { kind: 'proven', what: 'default partition', table: 't' },
  ],
  ['temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size 8192', { kind: 'temporaryFile', bytes: 8192 }],
  ['index "t_pkey" can safely use deduplication', undefined],
  ['rewriting table "t" again', undefined],
];

suite('what PostgreSQL says of its own work', ({ test }) => {
  for (const [message, read] of said)
    test(message, () => {
      assert.equal(readServerMessage(message), read);
    });
});
