import { planBattery } from '../fixtures/planBattery/battery.ts';
import { localServer } from '../support/localServer.ts';
import { binaries15 } from '../support/otherServers.ts';
import { type PlanConfusion, planConfusionOf, planTable } from '../support/planConfusion.ts';
import { playPlans } from '../support/playedPlans.ts';
import { assert, suite } from '../support/suite.ts';

const bin15 = '/usr/lib/postgresql/15/bin';

for (const { major, bin } of [{ major: 18 }, { major: 15, bin: bin15 }]) {
  suite(`planted changes of plans and harmless ones on PostgreSQL ${major}`, ({
    test,
    skip,
    before,
    show,
  }) => {
    if (bin && binaries15) return skip('the battery', binaries15);
    const cases = planBattery.filter(({ since = 0, jit }) => since <= major && (!jit || major === 15));
    let confusion: PlanConfusion;
    before(async () => {
      const server = await localServer(bin ? { bin } : {});
      const url = `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;
      try {
        const plays = await playPlans(cases, (one) =>
          one.call('run', '--repeat', '1', '--database-url', url, '--queue-probe', 'off'),
        );
        confusion = planConfusionOf(plays);
      } finally {
        await server.stop();
      }
      show(
        `PostgreSQL ${major}, ${cases.length} cases\n${planTable(confusion)}\n${confusion.faults.join('\n')}`,
      );
    });

    const share = (right: number, wrong: number) => right / (right + wrong);
    test('there are 60 planted ones and 60 harmless ones at least', () => {
      const { planted, harmless } = confusion;
      assert.ok(planted.told + planted.missed >= 60 && harmless.told + harmless.quiet >= 60);
    });
    test('planted ones are told: recall of 98 % at least', () =>
      assert.ok(share(confusion.planted.told, confusion.planted.missed) >= 0.98));
    test('harmless ones are not: precision of 98 % at least', () =>
      assert.ok(share(confusion.planted.told, confusion.harmless.told) >= 0.98));
    test('the node is the right one in 95 % at least', () =>
      assert.ok(share(confusion.node.right, confusion.node.wrong) >= 0.95));
    test('the statement is the right one in 95 % at least', () =>
      assert.ok(share(confusion.statement.right, confusion.statement.wrong) >= 0.95));
    test('the rule that says what it is is among those told in 95 % at least', () =>
      assert.ok(share(confusion.rule.right, confusion.rule.wrong) >= 0.95));
    test('the reason is told in 90 % at least', () =>
      assert.ok(share(confusion.reason.right, confusion.reason.wrong) >= 0.9));
  });
}
