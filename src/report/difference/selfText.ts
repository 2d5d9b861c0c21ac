import type { NodeChange } from '../../analysis/plans/diffPlans.ts';
import type { NodeFigures } from '../../analysis/plans/figures.ts';
import { formatCount } from '../../units.ts';

/** What a node did itself: `, 3 → 601 pages`, `, 12 temporary pages`; its cost where nobody has counted pages. */
export function selfText({ before, after, figures }: NodeChange): string {
  const said = (field: keyof NodeFigures) =>
    [figures.before?.[field] ?? null, figures.after?.[field] ?? null] as const;
  const amount = ([from, to]: readonly [number | null, number | null], least = 1): string[] => {
    if ((from ?? 0) < least && (to ?? 0) < least) return [];
    if (from === null || to === null) return [formatCount((to ?? from)!)];
    const same = Math.round(from) === Math.round(to);
    return [same ? formatCount(to) : `${formatCount(from)} → ${formatCount(to)}`];
  };
  const pages = said('pages');
  const counted = pages[0] !== null || pages[1] !== null;
  const never = after && figures.after?.loops === 0 ? ['never executed'] : [];
  const again = before && after && figures.before?.loops !== figures.after?.loops;
  const texts = [
    ...never,
    ...(counted
      ? amount(pages).map((text) => `${text} ${text === '1' ? 'page' : 'pages'}`)
      : amount(said('cost')).map((text) => `cost ${text}`)),
    ...amount(said('temporaryPages')).map((text) => `${text} temporary pages`),
    ...(again ? amount(said('loops'), 2).map((text) => `${text} loops`) : []),
  ];
  return texts.map((text) => `, ${text}`).join('');
}
