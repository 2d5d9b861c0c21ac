import type { Capture } from '../../analysis/Facts.ts';
import type { RuleContext } from '../Rule.ts';

type Thresholds = RuleContext['scenario']['thresholds'];

/**
 * What a plan does beside another of the same query. `worse` or `better`: by its pages where both were executed, else by
 * its time. `dearer`: it does as much here, or was not executed, and costs far more: with other rows it may do more.
 */
export type ComparedWork = 'worse' | 'dearer' | 'same' | 'better';

export function comparedWork(before: Capture, after: Capture, thresholds: Thresholds): ComparedWork {
  if (after.overLimitMs !== undefined && before.overLimitMs === undefined) return 'worse';
  const { buffersRatio, buffersPages } = thresholds;
  const far = (from: number | null, to: number | null) =>
    from !== null && to !== null && to - from >= buffersPages && to >= from * buffersRatio;
  const [from, to] = [pagesOf(before), pagesOf(after)];
  if (far(from, to)) return 'worse';
  if (far(to, from)) return 'better';
  if (isSlower(before, after, thresholds)) return 'worse';
  if (far(before.cost, after.cost)) return 'dearer';
  // A lower cost of a plan that reads as much is no more than another guess.
  return (from === null || to === null) && far(after.cost, before.cost) ? 'better' : 'same';
}

/** Time is noisy: the fastest execution is slower than the middle one was, and the difference is worth a word. */
export function isSlower(
  { latencyMs: before }: Capture,
  { latencyMs: after }: Capture,
  { latencyRatio, latencyDifference }: Thresholds,
): boolean {
  if (!before || !after) return false;
  const worse = after.low > before.median && after.median >= before.median * latencyRatio;
  return worse && after.median - before.median >= latencyDifference;
}

/** Pages of relations and of temporary files, read or written; null where the plan was not executed. */
export function pagesOf({ buffers, plan }: Capture): number | null {
  if (buffers === null) return null;
  const temporary = plan?.Plan;
  return buffers + (temporary?.['Temp Read Blocks'] ?? 0) + (temporary?.['Temp Written Blocks'] ?? 0);
}
