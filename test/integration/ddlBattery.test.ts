import { existsSync } from 'node:fs';
import { battery } from '../fixtures/ddlBattery/battery.ts';
import { type Confusion, confusionOf, tableText } from '../support/confusion.ts';
import { localServer } from '../support/localServer.ts';
import { playCases } from '../support/playedCases.ts';
import { assert, suite } from '../support/suite.ts';

const binaries15 = '/usr/lib/postgresql/15/bin';

for (const { major, bin } of [{ major: 18 }, { major: 15, bin: binaries15 }]) {
  suite(`what each DDL form locks, rewrites and reads on PostgreSQL ${major}`, ({
    test,
    skip,
    before,
    show,
  }) => {
    if (bin && !existsSync(bin)) return skip('the battery', `no PostgreSQL ${major} at ${bin}`);
    const cases = battery.filter(({ since = 0 }) => since <= major);
    let confusion: Confusion;
    before(async () => {
      const server = await localServer(bin ? { bin } : {});
      try {
        confusion = confusionOf(await playCases(server, cases), major);
      } finally {
        await server.stop();
      }
      show(`PostgreSQL ${major}, ${cases.length} forms\n${tableText(confusion)}`);
    });

    test('there are more than 85 forms', () => assert.ok(cases.length >= 85, `${cases.length}`));
    test('every lock mode is as PostgreSQL has it', () => assert.is(confusion.lockFaults.join('\n'), ''));
    test('every rewrite and every scan is told, and no other', () =>
      assert.is(confusion.workFaults.join('\n'), ''));
  });
}
