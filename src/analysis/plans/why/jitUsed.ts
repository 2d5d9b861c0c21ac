import type { Why } from './WhyContext.ts';

/** Under production's settings the plan is now dear enough to be compiled. Off by default since PostgreSQL 19. */
export const jitUsed: Why = ({ before, after, settings }) => {
  const was = before.capture.shape;
  const is = after.capture.shape;
  if (!was || !is || was['JIT'] || !is['JIT']) return [];
  const above = settings['jit_above_cost'] ?? '100000';
  return [
    {
      kind: 'jit' as const,
      relation: null,
      index: null,
      text: `The plan is compiled (JIT) now, which takes time of its own: its cost of ${Math.round(is.Plan['Total Cost'] ?? 0)} is above jit_above_cost (${above}), ${Math.round(was.Plan['Total Cost'] ?? 0)} before was not.`,
    },
  ];
};
