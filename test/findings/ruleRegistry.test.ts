import { ruleIds } from '../../src/evidence/ruleIds.ts';
import { ruleDescriptions, rules } from '../../src/findings/ruleRegistry.ts';
import { assert, suite } from '../support/suite.ts';

suite('rule registry', ({ test }) => {
  test('every rule is there once, under an id of the contract', () => {
    const ids = ruleDescriptions.map(({ id }) => id);
    assert.is(new Set(ids).size, ids.length);
    assert.equal(
      ids.filter((id) => !(ruleIds as readonly string[]).includes(id)),
      [],
    );
  });
  test('the rules that gate a release are there', () => {
    const ids = new Set<string>(rules.map(({ id }) => id));
    const gating = ['lock/hold', 'lock/stall', 'migration/failed', 'migration/duration', 'migration/wal'];
    const queries = ['plan/buffers', 'plan/latency', 'plan/query-fails', 'plan/index-lost'];
    assert.equal(
      [...gating, ...queries].filter((id) => !ids.has(id)),
      [],
    );
  });
  test('every rule says what it finds, why it matters, how severe it is, and what is better', () => {
    for (const { id, title, why, severity, example } of ruleDescriptions) {
      for (const text of [title, why, severity, example.bad, example.good]) {
        assert.ok(text.trim().length > 3, id);
      }
    }
  });
});
