import type { StatementResult } from '../../findings/Result.ts';

/** Numbers for as many statements as there is room for, the longest first; the first one says what they count. */
export function statementLabels(
  statements: StatementResult[],
  x: (ms: number) => number,
): Map<number, string> {
  const first = statements[0];
  const labels = new Map<number, string>();
  const taken: { from: number; to: number }[] = [];
  const place = (statement: StatementResult, text: string) => {
    const from = x(statement.window.startMs);
    // Percent that a label takes on a phone.
    const to = from + text.length * 1.7 + 2;
    if (to > 102 || taken.some((other) => from < other.to && to > other.from)) return;
    taken.push({ from, to });
    labels.set(statement.index, text);
  };
  if (first) place(first, `statement ${first.index}`);
  const byLength = [...statements].sort(
    (a, b) => b.window.endMs - b.window.startMs - (a.window.endMs - a.window.startMs),
  );
  for (const statement of byLength.filter((statement) => statement !== first)) {
    place(statement, String(statement.index));
  }
  return labels;
}
