import type { HoldInterval } from '../../src/analysis/HoldInterval.ts';
import { holdsOf } from '../../src/analysis/holds.ts';
import { type Planted, plant, type Truth } from '../support/plantedLocks.ts';
import { Random } from '../support/random.ts';
import { assert, suite } from '../support/suite.ts';

const cases = 20_000;

function contains(hold: HoldInterval, truth: Truth): boolean {
  return (
    hold.oid === truth.oid &&
    hold.mode === truth.mode &&
    hold.acquired.earliest <= truth.acquired &&
    truth.acquired <= hold.acquired.latest &&
    hold.released.earliest <= truth.released &&
    truth.released <= hold.released.latest
  );
}

function told(seed: number, planted: Planted, holds: HoldInterval[]): string {
  const { truths, migration, sightings, longestGapMs } = planted;
  const { statements, ends } = migration;
  return JSON.stringify({ seed, longestGapMs, truths, holds, sightings, statements, ends }, null, 1);
}

suite('holds of planted locks', ({ test }) => {
  const all = Array.from({ length: cases }, (_, seed) => {
    const planted = plant(new Random(seed));
    const holds = holdsOf(planted.migration, planted.sightings, planted.longestGapMs);
    return { seed, planted, holds };
  });

  test('a lock that a snapshot shows is reported once, under its statement, and the interval contains the truth', () => {
    let count = 0;
    for (const { seed, planted, holds } of all) {
      for (const truth of planted.truths.filter(({ kept }) => kept)) {
        count++;
        const found = holds.filter((hold) => contains(hold, truth) && hold.statement === truth.statement);
        if (found.length !== 1) assert.unreachable(told(seed, planted, holds));
      }
    }
    assert.ok(count > cases, `${count} locks`);
  });

  test('no hold is reported that contains no truth', () => {
    for (const { seed, planted, holds } of all) {
      for (const hold of holds) {
        if (planted.truths.some((truth) => contains(hold, truth))) continue;
        assert.unreachable(`${JSON.stringify(hold)} in ${told(seed, planted, holds)}`);
      }
    }
  });

  test('no lock is reported twice', () => {
    for (const { seed, planted, holds } of all) {
      if (holds.length > planted.truths.length) assert.unreachable(told(seed, planted, holds));
    }
  });

  test('a lock that the sampler alone can have seen is missed only where hardly a look fell into it', () => {
    let [seen, missed] = [0, 0];
    for (const { planted, holds } of all) {
      for (const truth of planted.truths.filter(({ kept }) => !kept)) {
        const looks = planted.looks.filter(
          ({ sent, received }) => sent >= truth.acquired && received <= truth.released,
        );
        if (looks.length < 2) continue;
        if (holds.some((hold) => contains(hold, truth))) seen++;
        else missed++;
      }
    }
    assert.ok(seen > 1000, `${seen} seen`);
    assert.ok(missed <= seen / 100, `${missed} missed of ${seen}`);
  });

  test('what the sampler saw well is known to a few gaps', () => {
    let count = 0;
    for (const { seed, planted, holds } of all) {
      const { truths, longestGapMs, looks } = planted;
      for (const truth of truths.filter(({ acquired, released }) => released - acquired > 60)) {
        const slowest = Math.max(...looks.map(({ sent, received }) => received - sent));
        const hold = holds.find((candidate) => contains(candidate, truth));
        if (!hold || holds.filter(({ oid }) => oid === hold.oid).length > 1) continue;
        count++;
        const width =
          hold.acquired.latest - hold.acquired.earliest + hold.released.latest - hold.released.earliest;
        if (width > 4 * longestGapMs + 4 * slowest) assert.unreachable(told(seed, planted, holds));
      }
    }
    assert.ok(count > 1000, `${count} locks`);
  });
});
