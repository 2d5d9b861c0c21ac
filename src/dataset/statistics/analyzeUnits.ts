import type { AnalyzedTable } from './AnalyzedTable.ts';

/** What one ANALYZE makes statistics of. */
export interface AnalyzeUnit {
  /** The statement, to which a list of columns may be added. */
  analyze: string;
  members: AnalyzedTable[];
}

/** ANALYZE of a partitioned table is also one of each partition, and from 18 on, which knows ONLY, of each child. */
export function analyzeUnits(
  asked: readonly AnalyzedTable[],
  all: ReadonlyMap<number, AnalyzedTable>,
  major: number,
): AnalyzeUnit[] {
  if (major >= 18) return asked.map((table) => ({ analyze: `analyze only ${table.name}`, members: [table] }));
  const roots = new Set(asked.map(({ root }) => root));
  return [...roots].map((root) => ({
    analyze: `analyze ${all.get(root)!.name}`,
    members: [...all.values()].filter((table) => table.root === root),
  }));
}
