import type { QueryResult } from '../../../findings/Result.ts';
import { plural } from '../../text/amounts.ts';

type Fragility = NonNullable<QueryResult['fragility']>[number];

/** Those of the commonest plan apart. */
export function othersOf({ plans }: Fragility): number {
  const counts = plans.map(({ count }) => count);
  return counts.reduce((sum, count) => sum + count, 0) - Math.max(0, ...counts);
}

/** `7 of 20 ordinary ANALYZEs give another plan, after the migrations`. */
export function fragilityText(fragility: Fragility): string {
  const { when, analyzes, plans } = fragility;
  const others = othersOf(fragility);
  const at = when === 'before' ? 'before the migrations' : 'after the migrations';
  if (others === 0) return `${plural(analyzes, 'ordinary ANALYZE')} all give the same plan, ${at}.`;
  const kinds = plans.length > 2 ? `one of ${plans.length - 1} other plans` : 'another plan';
  return `${others} of ${plural(analyzes, 'ordinary ANALYZE')} ${others === 1 ? 'gives' : 'give'} ${kinds}, ${at}.`;
}

/** A sentence for each side, or one where both are steady. */
export function fragilityTexts(tried: readonly Fragility[]): string[] {
  const [first, second] = tried;
  const steady = tried.length === 2 && tried.every((one) => othersOf(one) === 0);
  return steady && first!.analyzes === second!.analyzes
    ? [
        `${plural(first!.analyzes, 'ordinary ANALYZE')} all give the same plan, before the migrations and after.`,
      ]
    : tried.map(fragilityText);
}
