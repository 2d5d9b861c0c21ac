import type { RuleContext } from './Rule.ts';

/**
 * How a time compares with the baseline's. Time is noisy: it has changed only where ratio and difference are both
 * large, as measured and as multiples of the fixed work that ran just before. Null where it has not, or where the
 * baseline was taken on a host of another class.
 */
export function againstBaseline(
  lowMs: number,
  highMs: number,
  baseMs: number,
  context: RuleContext,
): 'regressed' | 'improved' | null {
  const { baseline, facts } = context;
  if (!baseline?.sameHost) return null;
  const speed =
    facts.calibrationMs > 0 && baseline.calibrationMs > 0 ? baseline.calibrationMs / facts.calibrationMs : 1;
  const { durationRatio: ratio, durationDifference: difference } = context.scenario.thresholds;
  const exceeds = (more: number, less: number) => more > less * ratio && more - less > difference;
  if (exceeds(lowMs, baseMs) && exceeds(lowMs * speed, baseMs)) return 'regressed';
  if (exceeds(baseMs, highMs) && exceeds(baseMs, highMs * speed)) return 'improved';
  return null;
}
