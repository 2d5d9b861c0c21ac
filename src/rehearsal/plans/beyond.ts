import type { ResolvedThresholds } from '../../scenario/ResolvedScenario.ts';

export type WorkLimits = Pick<ResolvedThresholds, 'buffersRatio' | 'buffersPages'>;

/** Whether pages before and now are too far apart to be the same work, in either direction: what has become better has its statement, too. */
export function beyond(before: number, now: number, { buffersRatio, buffersPages }: WorkLimits): boolean {
  const [less, more] = [Math.min(before, now), Math.max(before, now)];
  return more - less >= buffersPages && more >= buffersRatio * less;
}
