import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';
import { binaries15 } from '../support/otherServers.ts';
import { project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, type SuiteContext, suite } from '../support/suite.ts';

const schema = `create table orders (id bigint primary key, customer int not null, code varchar(20) not null, state int not null);
create index orders_code_idx on orders (code);
create index orders_customer_idx on orders (customer);
create table customers (id int primary key, name varchar(20) not null);
create table lines (id bigint primary key, customer int not null, code varchar(20) not null, state int not null);
create index lines_customer_idx on lines (customer);
create index lines_customer_state_idx on lines (customer, state, id);
`;
const data = `[
  defineTable('public.customers', { id: sequence(), name: text({ length: 10 }) }).rows(2000),
  defineTable('public.orders', { id: sequence(), customer: uniform(1, 2000), code: pgrehearse.template('C-{n:8}'), state: uniform(1, 4) }).rows(20_000),
  defineTable('public.lines', { id: sequence(), customer: uniform(1, 2000), code: pgrehearse.template('C-{n:8}'), state: uniform(1, 4) }).rows(20_000),
]`;
const queries = `{
  lost: { sql: 'select id from orders where customer = $1', parameters: { one: [7] } },
  misjudged: { sql: 'select id from orders where code = $1', parameters: { one: ['C-00000042'] } },
  narrower: { sql: 'select id from lines where customer = $1 and state = 2 order by id', parameters: { one: [7] } },
  same: { sql: 'select name from customers where id = 3' },
}`;

const facts = ({ test, before, after }: SuiteContext, options: { bin?: string }) => {
  const shared = sharedServer({ before, after }, options);
  let evidence: Evidence;
  before(async () => {
    const planted = project({
      'scenario.ts': scenarioText(
        `name: 'forced', migrations: { directory: './migrations', pending: { from: '0002' } }, data: ${data}, queries: ${queries}`,
      ),
      'migrations/0001_tables.sql': schema,
      'migrations/0002_change.sql': `drop index orders_customer_idx;
alter table orders alter code set (n_distinct = 2);
drop index lines_customer_state_idx;
`,
    });
    const { code, stderr } = await shared.run(planted);
    if (code !== 0 && code !== 1) throw new Error(stderr);
    evidence = planted.evidence('forced');
  });

  const query = (name: string) => evidence.queries.find((one) => one.name === name)!;
  const nodes = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodes)];
  const scan = (node: PlanNode) => nodes(node).find((one) => one['Relation Name'])!;

  test('a choice that the planner could still make is shown, with the cost that it would have', () => {
    const { before, after, forced } = query('misjudged');
    assert.match(scan(before.shape!.Plan)['Node Type'], /^(Index|Bitmap)/);
    assert.is(scan(after.shape!.Plan)['Node Type'], 'Seq Scan');
    assert.is(forced?.length, 1);
    const [{ settings, plan }] = forced as [NonNullable<typeof forced>[number]];
    assert.equal(settings, { enable_seqscan: 'off' });
    assert.match(scan(plan.Plan)['Node Type'], /^(Index|Bitmap)/);
    const [chosen, other] = [after.shape!.Plan['Total Cost']!, plan.Plan['Total Cost']!];
    assert.ok(other > chosen && other < 100 * chosen, `${other} against ${chosen}`);
  });

  test('where no setting brings the choice back nothing is shown, and that is said', () => {
    assert.equal(query('lost').forced, []);
  });

  test('a plan that is as it was is not forced', () => {
    assert.is(query('same').forced, undefined);
  });

  test('what no setting could bring about is not taken for what the planner gave up', () => {
    const { before, after, forced } = query('narrower');
    assert.is(scan(before.shape!.Plan)['Node Type'], 'Index Only Scan');
    assert.is.not(scan(after.shape!.Plan)['Node Type'], 'Index Only Scan');
    for (const { plan } of forced ?? [])
      assert.is(
        nodes(plan.Plan).some((node) => node['Disabled'] === true),
        false,
      );
  });
};

suite('plans with a choice taken away, on 18', (context) => facts(context, {}));
if (binaries15 === null)
  suite('plans with a choice taken away, on 15', (context) =>
    facts(context, { bin: '/usr/lib/postgresql/15/bin' }));
else suite('plans with a choice taken away, on 15', ({ skip }) => skip('all of it', binaries15!));
