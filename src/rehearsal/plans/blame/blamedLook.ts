import type { Sight } from './TrackedQuery.ts';

/**
 * Since which of several looks a query is as it is at the last, and was not at the first; null where it is as at the
 * first. Of changes that have followed each other since it was last as before, the one that weighs most in the
 * direction of the whole: a second index that is dropped may move a plan that reads all rows already.
 * @param sights in order; null where there was no look
 */
export function blamedLook(sights: readonly (Sight | null)[]): number | null {
  const seen = sights.flatMap((sight, index) => (sight ? [{ ...sight, index }] : []));
  const first = seen[0];
  const last = seen.at(-1);
  if (!first || !last || first.identity === last.identity) return null;
  const from = seen.findLastIndex(({ identity }) => identity === first.identity) + 1;
  const steps = seen
    .slice(from)
    .map((sight, i) => ({ sight, old: seen[from + i - 1]! }))
    .filter(({ sight, old }) => sight.identity !== old.identity);
  // One that fails in the end fails since it last did not.
  if (last.weight === null) return steps.findLast(({ old }) => old.weight !== null)!.sight.index;
  const direction = Math.sign(last.weight - first.weight!) || 1;
  const gain = ({ sight, old }: (typeof steps)[number]) =>
    direction * (Math.log1p(sight.weight ?? 0) - Math.log1p(old.weight ?? 0));
  return [...steps].sort((a, b) => gain(b) - gain(a))[0]!.sight.index;
}
