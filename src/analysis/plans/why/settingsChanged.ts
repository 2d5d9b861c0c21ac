import type { Why } from './WhyContext.ts';

/** Settings of the planner that are others, as EXPLAIN (SETTINGS) lists them. */
export const settingsChanged: Why = ({ before, after }) => {
  const was = before.capture.shape?.Settings ?? {};
  const is = after.capture.shape?.Settings ?? {};
  if (!before.capture.shape || !after.capture.shape) return [];
  const changed = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (name) => was[name] !== is[name],
  );
  return changed.map((name) => ({
    kind: 'settings' as const,
    relation: null,
    index: null,
    columns: [name],
    was: was[name] ?? 'its default',
    is: is[name] ?? 'its default',
    text: `${name} is ${is[name] ?? 'its default'} now, ${was[name] ?? 'its default'} before.`,
  }));
};
