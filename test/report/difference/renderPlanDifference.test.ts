import { renderPlanDifference } from '../../../src/report/difference/renderPlanDifference.ts';
import { columns } from '../../../src/report/text/wrap.ts';
import { byIndex, bySeqScan } from '../../fixtures/result/plans.ts';
import { assert, suite } from '../../support/suite.ts';

suite('two plans on a terminal', ({ test }) => {
  const text = renderPlanDifference(byIndex, bySeqScan);
  test('begin with what they cost', () => {
    assert.match(text, /^pages +11 → 23,8\d\d {2}[\d,]+×$/m);
  });
  test('name the node with most of the difference', () => {
    assert.match(
      text.replace(/\n {2}/g, ' '),
      /100 % of the difference in pages lies in Seq Scan on public\.orders o: 5 → 23,840 pages itself\./,
    );
  });
  test('mark what changed, and say what was there instead', () => {
    assert.match(text, /^~ +Seq Scan on public\.orders o/m);
    assert.match(text, /^ +was Index Scan using orders_code_idx on public\.orders o/m);
  });
  test('that are the same have nothing marked', () => {
    const same = renderPlanDifference(byIndex, byIndex);
    assert.not.match(same, /^[~+>-] /m);
    assert.not.match(same, 'of the difference');
    assert.match(same, 'The plans are the same.');
  });
  test('tell a condition that is another by both', () => {
    const other = structuredClone(byIndex);
    other.Plan.Plans![0]!.Plans![0]!['Index Cond'] = "((o.code)::text = 'A'::text)";
    assert.match(renderPlanDifference(byIndex, other), /Index Cond: \(o\.code = .*→\s+\(\(o\.code\)::text/s);
  });
  test('fold what is unchanged, and siblings that all became the same', () => {
    const scan = (name: string, type: string) => ({ 'Node Type': type, 'Relation Name': name, Alias: name });
    const plan = (type: string) => ({
      Plan: {
        'Node Type': 'Append',
        Plans: [
          ...Array.from({ length: 9 }, (_, i) => scan(`a_${i}`, 'Seq Scan')),
          ...Array.from({ length: 30 }, (_, i) => scan(`b_${i}`, type)),
        ],
      },
    });
    const folded = renderPlanDifference(plan('Index Scan'), plan('Seq Scan'));
    assert.match(folded, /^ {4}… 9 nodes unchanged$/m);
    assert.match(folded, /^~ {3}… 28 more alike$/m);
    assert.not.match(folded, 'b_7');
  });
  test('say of what is gone what it was, and count many of one kind', () => {
    const hash = { 'Node Type': 'Hash' };
    const result = { 'Node Type': 'Append', Plans: Array.from({ length: 8 }, () => hash) };
    const gone = renderPlanDifference({ Plan: result }, { Plan: { ...result, Plans: [hash] } });
    assert.match(gone, /No longer there\n- Hash\n- Hash\n- … 5 more alike\n/);
  });
  test('name the measure where no pages were counted', () => {
    const estimated = (plan: typeof byIndex) =>
      JSON.parse(
        JSON.stringify(plan, (field, value) => (/ Blocks$|^Actual/.test(field) ? undefined : value)),
      );
    assert.match(
      renderPlanDifference(estimated(byIndex), estimated(bySeqScan)).replace(/\n {2}/g, ' '),
      /of the difference in cost lies in Seq Scan on public\.orders o: cost [\d,]+ → [\d,]+ itself/,
    );
  });
  test('fit into 80 columns, however long a name is', () => {
    const long = structuredClone(bySeqScan);
    long.Plan.Plans![0]!.Plans![0]!['Relation Name'] = 'x'.repeat(300);
    for (const line of renderPlanDifference(byIndex, long).split('\n')) assert.ok(columns(line) <= 80, line);
  });
  test('send no control character to the terminal', () => {
    const hostile = structuredClone(byIndex);
    hostile.Plan.Plans![0]!.Plans![0]!['Relation Name'] = 'a\u001b[31m';
    assert.not.match(renderPlanDifference(byIndex, hostile), '\u001b');
  });
});
