import type { Capture, QueryFacts } from './Facts.ts';

/** A cost or a page count that differs by less is the same: ANALYZE's sample moves costs by up to 7 %. */
const costTolerance = 0.1;
const workTolerance = 0.02;

/** The strongest difference: fails, another shape, other work, another cost, none. */
export function changeOf(before: Capture, after: Capture): QueryFacts['change'] {
  if (after.error && !before.error) return 'fails';
  if (!before.fingerprint || !after.fingerprint) return 'none';
  if (before.fingerprint.semantic !== after.fingerprint.semantic) return 'shape';
  if (differ(before.buffers, after.buffers, workTolerance)) return 'work';
  if (differ(before.cost, after.cost, costTolerance)) return 'cost';
  return 'none';
}

function differ(before: number | null, after: number | null, tolerance: number): boolean {
  if (before === null || after === null) return false;
  return Math.abs(after - before) > tolerance * Math.max(before, after, 1);
}
