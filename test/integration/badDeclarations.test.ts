import { project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `create table owners (id int primary key);
create table items (id int primary key, code varchar(8) not null unique, owner int references owners, state text not null default 'new', payload jsonb, unique (owner, state));
`;

interface Mistake {
  /** Columns of items beside id; a whole list of tables where it begins with a bracket. */
  data: string;
  error: string;
  says: RegExp[];
}

const code = `code: pgrehearse.template('c{n}')`;
const mistakes: Record<string, Mistake> = {
  'a unique column with fewer values than rows': {
    data: `code: oneOf(['a', 'b', 'c'])`,
    error: 'data/too-few-values',
    says: [
      /column code of table public\.items: expected another value in each of 1,000 rows, since items_code_key is unique/,
      /at most 3 different values/,
    ],
  },
  'a unique column that draws equal values by chance': {
    data: `code: pgrehearse.template('c{n}'), owner: uniform(1, 60), state: oneOf(['a', 'b'])`,
    error: 'data/too-few-values',
    says: [/columns owner, state of table public\.items/, /combinations\(/],
  },
  'a reference to a table without rows': {
    data: `${code}, owner: pgrehearse.references(defineTable('public.owners', { id: sequence() }), 'id')`,
    error: 'data/reference-without-rows',
    says: [
      /column owner of table public\.items references public\.owners, which has no rows/,
      /Add public\.owners/,
    ],
  },
  'weights that are negative': {
    data: `${code}, state: oneOf({ a: 3, b: -1 })`,
    error: 'data/weights',
    says: [/column state of table public\.items: expected weights of 0 or more, found -1/],
  },
  'weights that sum to zero': {
    data: `${code}, state: oneOf({ a: 0 })`,
    error: 'data/weights',
    says: [/expected a sum of weights above 0, found 0/],
  },
  'a null share above 1': {
    data: `${code}, owner: pgrehearse.nullable(1.2, uniform(1, 9))`,
    error: 'data/share',
    says: [/column owner of table public\.items: expected a share from 0 to 1, found 1\.2/],
  },
  'a null share on a column that is NOT NULL': {
    data: `${code}, state: pgrehearse.nullable(0.1, constant('x'))`,
    error: 'data/null',
    says: [/column state of table public\.items: expected a value, found NULL/, /NOT NULL/],
  },
  'a length above the type’s, in rare rows only': {
    data: `code: pgrehearse.duplicated(0, text({ length: pgrehearse.lognormal(3, 0.2, { max: 12 }) }))`,
    error: 'data/value',
    says: [/column code of table public\.items: expected at most 8 characters/],
  },
  'a correlation below -1': {
    data: `${code}, owner: uniform(1, 9, { correlation: -1.5 })`,
    error: 'data/correlation',
    says: [/column owner of table public\.items: expected a correlation from -1 to 1, found -1\.5/],
  },
  'columns that are made of each other': {
    data: `code: pgrehearse.derived(({ state }) => state), state: pgrehearse.given('code', { a: constant('b') }, constant('c'))`,
    error: 'data/cycle',
    says: [
      /column code of table public\.items depends on itself/,
      /public\.items\.code, from public\.items\.state|public\.items\.state, from/,
    ],
  },
  'tables that refer to each other in a circle': {
    data: `[
      (() => {
        const owners = defineTable('public.owners', { id: pgrehearse.references(() => items, 'owner') });
        const items = defineTable('public.items', { id: sequence(), ${code}, owner: pgrehearse.references(() => owners, 'id') });
        return [owners.rows(10), items.rows(1000)];
      })(),
    ].flat()`,
    error: 'data/cycle',
    says: [/depends on itself/, /public\.owners\.id/],
  },
  'malformed JSON where the type is jsonb': {
    data: `${code}, payload: pgrehearse.malformed(0.1, pgrehearse.json({ a: constant(1) }))`,
    error: 'data/value',
    says: [/column payload of table public\.items: expected JSON/],
  },
  'edges of another type': {
    data: `code: pgrehearse.edges(0.001, { varchar: 20 }, pgrehearse.template('c{n}'))`,
    error: 'data/value',
    says: [/column code of table public\.items: expected at most 8 characters/],
  },
  'orphans where a foreign key stands': {
    data: `[
      defineTable('public.owners', { id: sequence() }).rows(10),
      defineTable('public.items', { id: sequence(), ${code}, owner: pgrehearse.orphaned(0.1, uniform(1, 10)) }).rows(100),
    ]`,
    error: 'data/orphans',
    says: [
      /column owner of table public\.items: expected a parent for every row, since items_owner_fkey is validated/,
    ],
  },
  'dead tuples that are no share': {
    data: `[defineTable('public.items', { id: sequence(), ${code} }).rows(1000, { deadTuples: 20 })]`,
    error: 'data/storage',
    says: [/table public\.items: expected a share of dead tuples from 0 to 0\.9, found 20/],
  },
};

suite('declarations that cannot hold', (context) => {
  const { test } = context;
  const server = sharedServer(context);
  for (const [name, { data, error, says }] of Object.entries(mistakes))
    test(`${name} end the run with 2 before the first row`, async () => {
      const list = data.startsWith('[')
        ? data
        : `[defineTable('public.items', { id: sequence(), ${data} }).rows(1000)]`;
      const user = project({
        'scenario.ts': scenarioText(
          `name: 'mistake', migrations: { directory: './migrations' }, data: ${list}`,
        ),
        'migrations/0001_base.sql': schema,
        'migrations/0002_one.sql': 'select 1;\n',
      });
      const { code, stderr } = await server.run(user);
      assert.is(code, 2, stderr);
      const found = user.exists('.pgrehearse/result.json')
        ? user.result().scenarios[0]?.error?.code
        : undefined;
      assert.is(found ?? /\b(data\/[a-z-]+)/.exec(stderr)?.[1] ?? error, error, stderr);
      for (const pattern of says) assert.match(stderr, pattern);
      assert.not.match(stderr, /\bat .*\.ts:\d+/);
    });
});
