import type { Finding } from '../../findings/Finding.ts';

/** What was measured beside its bound, in percent of the larger; null where there is nothing to compare. */
export function boundBar({ measured, bound }: Finding) {
  if (!measured || !bound || measured.unit !== bound.unit) return null;
  const { value, low = value, high = value } = measured;
  const full = Math.max(high, bound.value) * 1.04;
  if (!(full > 0)) return null;
  const percent = (amount: number) => `${Number(((100 * Math.max(0, amount)) / full).toFixed(2))}%`;
  return { low: percent(low), high: percent(high), bound: percent(bound.value) };
}
