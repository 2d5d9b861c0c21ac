import { formatSize } from '../../../units.ts';
import { type Spill, spillsOf } from '../spills.ts';
import type { Why } from './WhyContext.ts';

/** A sort, a hash or a bitmap no longer fits into work_mem. */
export const workMemExceeded: Why = ({ before, after, settings }) => {
  const known = new Set(spillsOf(before.plan).map(({ what }) => what));
  const worst = spillsOf(after.plan)
    .filter(({ what }) => !known.has(what))
    .sort((a, b) => b.bytes - a.bytes)[0];
  if (!worst) return [];
  const workMem = after.capture.serial?.Settings?.['work_mem'] ?? settings['work_mem'] ?? '4MB';
  return [
    {
      kind: 'work-mem' as const,
      relation: null,
      index: null,
      is: workMem,
      bytes: worst.bytes,
      text: `${sentence(worst)}; work_mem is ${workMem}.`,
    },
  ];
};

function sentence({ what, bytes, detail }: Spill): string {
  return bytes > 0
    ? `${what} does not fit into memory: ${formatSize(bytes)} go to temporary files${detail}`
    : `${what} does not fit into memory${detail}`;
}
