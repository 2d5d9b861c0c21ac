import { setTimeout as pause } from 'node:timers/promises';
import { itemsScenario } from '../support/itemsProject.ts';
import { leftovers, leftoversAfter } from '../support/leftovers.ts';
import { type Project, project, type Running, scenarioText } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

/** A scenario that stays in one stage for longer than any test waits, and how its log says that it is there. */
interface Stage {
  fields?: string;
  base?: string;
  rows?: number;
  up?: string;
  down?: string;
  /** Null: as soon as the server's directory is there. */
  reached: RegExp | null;
}

const sleep = 'select pg_sleep(60);\n';
const stages: Record<string, Stage> = {
  'the server starts': { reached: null },
  'the base is made': { base: sleep, reached: /preparing the base schema/ },
  'rows load': { rows: 20_000_000, reached: /public\.items, / },
  'a plan is captured': {
    fields: `queries: { slow: { sql: 'select pg_sleep(50)' } }`,
    reached: /plan of slow \(none\), before/,
  },
  'a migration runs': { up: `lock table items;\n${sleep}`, reached: /applying 0002_up/ },
  'it is rolled back': { down: sleep, reached: /rolling back/ },
};

function projectOf({
  fields = '',
  base = '',
  rows = 10,
  up = 'select 1;\n',
  down = 'select 1;\n',
}: Stage): Project {
  return project({
    'scenario.ts': scenarioText(`name: 'one', migrations: { directory: './migrations', pending: { last: 1 } },
      data: [defineTable('public.items', { id: sequence() }).rows(${rows})], ${fields}`),
    'migrations/0001_items.sql': `create table items (id bigint);\n${base}`,
    'migrations/0002_up.up.sql': up,
    'migrations/0002_up.down.sql': down,
  });
}

async function reach(one: Project, { reached }: Stage): Promise<Running> {
  const running = one.start('run', '-v');
  if (reached) await running.until(reached);
  else while (one.leftFolders().length === 0) await pause(5);
  return running;
}

suite('nothing is left behind', ({ test, skip }) => {
  if (process.platform !== 'linux') {
    skip('after any exit', 'processes are looked up in /proc, which only Linux has');
    return;
  }

  /** Every stage at once, each in a project of its own: what is left after a signal, by stage. */
  const afterSignal = (
    name: string,
    names: readonly string[],
    check: (one: Project, running: Running) => Promise<void>,
  ) =>
    test(
      name,
      async () => {
        const failures: string[] = [];
        await Promise.all(
          names.map(async (stage) => {
            const one = projectOf(stages[stage]!);
            try {
              await check(one, await reach(one, stages[stage]!));
            } catch (error) {
              failures.push(`while ${stage}: ${(error as Error).message}`);
            }
          }),
        );
        assert.equal(failures, []);
      },
      { timeoutMs: 120_000 },
    );

  afterSignal(
    'after Ctrl-C, once it has ended with 130',
    ['the server starts', 'rows load', 'a migration runs', 'it is rolled back'],
    async (one, running) => {
      // The terminal sends it to the whole group: to the server, too.
      process.kill(-running.child.pid!, 'SIGINT');
      const { code, stderr } = await running.ended;
      assert.is(code, 130, stderr);
      assert.equal(leftovers(one), []);
      assert.match(stderr, /SIGINT: removing what was started/);
      assert.not.match(stderr, /error:|defect/);
      assert.is(one.evidence('one').error?.code, 'server/interrupted');
    },
  );

  afterSignal('after SIGTERM, once it has ended with 143', ['a migration runs'], async (one, running) => {
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    assert.is(code, 143, stderr);
    assert.equal(leftovers(one), []);
    const judged = await one.run('judge', '.pgrehearse/evidence/one.json');
    assert.is(judged.code, 3);
    assert.match(judged.stdout, /the run was ended by SIGTERM/);
  });

  afterSignal('within ten seconds of kill -9, at every stage', Object.keys(stages), async (one, running) => {
    process.kill(-running.child.pid!, 'SIGKILL');
    await running.ended;
    assert.equal(await leftoversAfter(one, 10_000), []);
  });

  afterSignal(
    'within ten seconds of kill -9 of the tool alone, with its server still up',
    ['a migration runs'],
    async (one, running) => {
      running.child.kill('SIGKILL');
      await running.ended;
      assert.equal(await leftoversAfter(one, 10_000), []);
    },
  );

  test('after success, after a failed migration and after an error, once it has ended', async () => {
    const outcomes = { good: 'select 1;\n', failing: 'select 1 / 0;\n', broken: 'alter tabel' };
    const one = project(
      Object.assign(
        {},
        ...Object.entries(outcomes).map(([name, sql]) => itemsScenario(name, '', { '0002_up.sql': sql })),
        itemsScenario('no-base', '', { '0001_items.sql': 'select 1 / 0;\n', '0002_up.sql': 'select 1;\n' }),
      ),
    );
    const { code, stderr } = await one.run('run');
    assert.is(code, 2, stderr);
    assert.equal(leftovers(one), []);
  });
});
