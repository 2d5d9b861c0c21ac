import { spillsOf } from '../../analysis/plans/spills.ts';
import { formatSize } from '../../units.ts';
import { reasonRule } from './reasonRule.ts';

/** A sort or a hash goes to temporary files that did not, or by far not so much. */
export const planSpill = reasonRule(
  {
    id: 'plan/spill',
    title: 'A query newly needs temporary files',
    why: 'What does not fit into work_mem is written to disk and read again, by every call at the same time.',
    severity: 'warn, from the thresholds buffersPages and buffersRatio on',
    example: {
      bad: 'ALTER TABLE events ALTER COLUMN payload SET STORAGE PLAIN; -- and sort by it',
      good: "SET LOCAL work_mem = '64MB'; -- or sort narrower rows: the keys first, the rest by join",
    },
  },
  ({ before, after, context }) => {
    const { buffersPages, buffersRatio } = context.scenario.thresholds;
    const total = (spills: ReturnType<typeof spillsOf>) => spills.reduce((sum, { bytes }) => sum + bytes, 0);
    const now = spillsOf(after.plan);
    const [from, to] = [total(spillsOf(before.plan)), total(now)];
    const worst = [...now].sort((a, b) => b.bytes - a.bytes)[0];
    if (!worst || to - from < buffersPages * 8192 || to < from * buffersRatio) return [];
    return [
      {
        measured: { value: to, unit: 'bytes' as const },
        bound: { kind: 'rule' as const, value: from * buffersRatio, unit: 'bytes' as const },
        words: `writes ${formatSize(to)} of temporary files, ${from === 0 ? 'none' : formatSize(from)} before`,
        why: `Most of it is ${worst.what}${worst.detail}.`,
      },
    ];
  },
);
