import type { ResultColumn } from './canonicalText.ts';

/** Columns that both results have; places count from 0. */
export interface ColumnPairs {
  pairs: { name: string; before: number; after: number }[];
  onlyBefore: string[];
  onlyAfter: string[];
}

/** By name; of several of one name the first with the first, and so on. */
export function pairColumns(before: readonly ResultColumn[], after: readonly ResultColumn[]): ColumnPairs {
  const left = new Map<string, number[]>();
  for (const [place, { name }] of after.entries()) left.set(name, [...(left.get(name) ?? []), place]);
  const pairs: ColumnPairs['pairs'] = [];
  const onlyBefore: string[] = [];
  for (const [place, { name }] of before.entries()) {
    const match = left.get(name)?.shift();
    if (match === undefined) onlyBefore.push(name);
    else pairs.push({ name, before: place, after: match });
  }
  const onlyAfter = [...left.values()].flat().sort((a, b) => a - b);
  return { pairs, onlyBefore, onlyAfter: onlyAfter.map((place) => after[place]!.name) };
}
