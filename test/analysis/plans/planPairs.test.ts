import { diffPlans, type NodeMark } from '../../../src/analysis/plans/diffPlans.ts';
import { planPairs } from '../../fixtures/planPairs/planPairs.ts';
import { culpritOf, marksOf } from '../../support/planLabels.ts';
import { recordedPairs } from '../../support/recordedPairs.ts';
import { assert, suite } from '../../support/suite.ts';

const kinds = ['work', 'changed', 'moved', 'added', 'removed'] as const satisfies NodeMark[];
type Row = { right: number; missed: number; wrong: number };
const table = new Map<string, Row>(
  [...kinds, 'culprit', 'no culprit'].map((kind) => [kind, { right: 0, missed: 0, wrong: 0 }]),
);

/** How many nodes of how many got the mark that they were to get. */
function count(wanted: readonly string[], seen: readonly string[]): void {
  const nodes = (marks: readonly string[]) =>
    marks.flatMap((text) =>
      Array.from({ length: Number(/^\d+/.exec(text)?.[0] ?? 1) }, () => text.replace(/^\d+ × /, '')),
    );
  const left = nodes(seen);
  for (const mark of nodes(wanted)) {
    const row = table.get(mark.slice(mark.lastIndexOf(' ') + 1))!;
    const at = left.indexOf(mark);
    if (at < 0) row.missed++;
    else {
      row.right++;
      left.splice(at, 1);
    }
  }
  for (const mark of left) table.get(mark.slice(mark.lastIndexOf(' ') + 1))!.wrong++;
}

for (const major of [18, 15] as const) {
  const recorded = recordedPairs(major);
  suite(`the difference of two plans of PostgreSQL ${major}`, ({ test }) => {
    for (const { name, marks, culprit } of planPairs)
      test(name, () => {
        const { before, after } = recorded.get(name)!;
        const difference = diffPlans(before.plan, after.plan, {
          before: before.catalog,
          after: after.catalog,
        });
        const seen = marksOf(difference);
        count(marks, seen);
        const row = table.get(culprit === null ? 'no culprit' : 'culprit')!;
        if (culpritOf(difference) === culprit) row.right++;
        else row.missed++;
        assert.equal([...seen].sort(), [...marks].sort());
        assert.is(culpritOf(difference), culprit);
      });
  });
}

suite('planted differences of plans', ({ test }) => {
  test('are told, and nothing else is', () => {
    const lines = [...table].map(
      ([kind, { right, missed, wrong }]) =>
        `${kind.padEnd(12)}${[right, missed, wrong].map((n) => String(n).padStart(8)).join('')}`,
    );
    console.log([`${''.padEnd(12)}   right  missed   wrong`, ...lines].join('\n'));
    const rows = [...table.values()];
    assert.ok(rows.every(({ missed, wrong }) => missed + wrong === 0));
    assert.ok(rows.reduce((sum, { right }) => sum + right, 0) >= 2 * planPairs.length);
  });
});
