import type { Hold } from '../../findings/Result.ts';
import { blocksWork } from './figures.ts';

export interface Lane extends Pick<Hold, 'relation' | 'mode' | 'blocks'> {
  holds: Hold[];
}

/** One for each relation and mode: those that keep reads or writes waiting first, longest first. */
export function lanesOf(holds: Hold[]): Lane[] {
  const lanes = new Map<string, Lane>();
  for (const hold of holds) {
    const key = JSON.stringify([hold.relation, hold.mode]);
    const lane = lanes.get(key);
    if (lane) lane.holds.push(hold);
    else lanes.set(key, { relation: hold.relation, mode: hold.mode, blocks: hold.blocks, holds: [hold] });
  }
  const longest = (lane: Lane) => Math.max(...lane.holds.map(({ highMs }) => highMs));
  return [...lanes.values()].sort(
    (a, b) => Number(blocksWork(b)) - Number(blocksWork(a)) || longest(b) - longest(a),
  );
}
