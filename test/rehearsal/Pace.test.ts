import { Pace } from '../../src/rehearsal/locks/Pace.ts';
import { assert, suite } from '../support/suite.ts';

/** Looks that cost so much each, for so long; gives how many there were and what share of the cores they used. */
function played(costMs: number, { cores = 2, busy = true, forMs = 20_000 } = {}) {
  const pace = new Pace(cores);
  let [now, looks] = [0, 0];
  while (now < forMs) {
    pace.spend(costMs, now);
    looks++;
    now += pace.intervalMs(busy);
  }
  return { looks, share: (looks * costMs) / (now * cores) };
}

suite('the pace of the looks', ({ test }) => {
  test('what they cost together is a percent of the cores, from cheap looks to those at thousands of locks', () => {
    for (const cost of [0.05, 0.2, 0.5, 2.5, 8]) {
      for (const cores of [1, 2, 16]) {
        const { share } = played(cost, { cores });
        assert.ok(share <= 0.0105, `looks of ${cost} ms on ${cores} cores used ${share}`);
      }
    }
  });

  test('cheap looks are made every five milliseconds while a statement runs', () =>
    assert.ok(played(0.05).looks >= 3900));

  test('little is looked at while no statement runs, and what that saves is there when one begins', () => {
    const pace = new Pace(2);
    let now = 0;
    for (let i = 0; i < 100; i++) {
      pace.spend(0.2, now);
      now += pace.intervalMs(false);
    }
    assert.ok(now >= 4000);
    let looks = 0;
    for (const began = now; now < began + 1000; now += pace.intervalMs(true)) {
      pace.spend(0.2, now);
      looks++;
    }
    assert.is(looks, 200);
  });
});
