import { EncoderPool } from '../../src/dataset/workers/EncoderPool.ts';
import { assert, suite } from '../support/suite.ts';

class Watched extends EncoderPool {
  begun = false;
  override async start(): Promise<void> {
    this.begun = true;
  }
}

/** Whether workers are started where this thread uses such a share of a processor, second by second. */
function begunWith(shares: readonly number[]): boolean {
  const pool = new Watched([], null, 2);
  let [now, used] = [1000, 50];
  for (const share of shares) {
    for (let i = 0; i < 100; i++) {
      pool.encodedHere(used, now);
      now += 10;
      used += 10 * share;
    }
  }
  return pool.begun;
}

suite('worker threads that encode', ({ test }) => {
  test('are started where this thread has a processor and uses all of it', () => {
    assert.ok(begunWith([1, 1]));
  });
  test('are not where it waits for the server, or for a processor', () => {
    assert.not(begunWith([0.5, 0.5, 0.6, 0.7]));
  });
  test('are not for the first moments, in which code is compiled', () => {
    const pool = new Watched([], null, 2);
    for (const [used, now] of [
      [0, 0],
      [400, 400],
      [450, 900],
      [500, 1400],
    ] as const)
      pool.encodedHere(used, now);
    assert.not(pool.begun);
  });
  test('are started later, where rows become dear to make', () => {
    assert.ok(begunWith([0.4, 0.4, 1]));
  });
});
