import type { Why } from './WhyContext.ts';

/** Of jit_above_cost (runtime-config-query of the manual). */
const defaultAboveCost = 100_000;

/** Under production's settings the plan is now dear enough to be compiled. Off by default since PostgreSQL 19. */
export const jitUsed: Why = ({ before, after, settings }) => {
  const was = before.capture.shape;
  const is = after.capture.shape;
  if (!was || !is || was['JIT'] || !is['JIT']) return [];
  const above = Number(is.Settings?.['jit_above_cost'] ?? settings['jit_above_cost'] ?? defaultAboveCost);
  const [cost, costBefore] = [is, was].map(({ Plan }) => Math.round(Plan['Total Cost'] ?? 0));
  const unlike = costBefore! <= above ? `, ${costBefore} before was not` : '';
  return [
    {
      kind: 'jit' as const,
      relation: null,
      index: null,
      text: `The plan is compiled (JIT) now, which takes time of its own: its cost of ${cost} is above jit_above_cost (${above})${unlike}.`,
    },
  ];
};
