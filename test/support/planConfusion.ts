import type { PlayedPlan } from './playedPlans.ts';

/** How often a planted change was told and a harmless one was not, and what was told of the planted ones. */
export interface PlanConfusion {
  planted: { told: number; missed: number };
  harmless: { told: number; quiet: number };
  node: { right: number; wrong: number };
  statement: { right: number; wrong: number };
  rule: { right: number; wrong: number };
  reason: { right: number; wrong: number };
  /** A line for each that is not as it should be. */
  faults: string[];
}

export function planConfusionOf(plays: readonly PlayedPlan[]): PlanConfusion {
  const confusion: PlanConfusion = {
    planted: { told: 0, missed: 0 },
    harmless: { told: 0, quiet: 0 },
    node: { right: 0, wrong: 0 },
    statement: { right: 0, wrong: 0 },
    rule: { right: 0, wrong: 0 },
    reason: { right: 0, wrong: 0 },
    faults: [],
  };
  const { faults } = confusion;
  for (const { wanted, alarms, node, blamed, query } of plays) {
    const rules = [...new Set(alarms.map(({ rule }) => rule))];
    const { name, expect } = wanted;
    if (expect === null) {
      confusion.harmless[alarms.length > 0 ? 'told' : 'quiet']++;
      if (alarms.length > 0)
        faults.push(`${name}: harmless, told: ${alarms.map(({ title }) => title).join('; ')}`);
      continue;
    }
    confusion.planted[alarms.length > 0 ? 'told' : 'missed']++;
    if (alarms.length === 0)
      faults.push(
        `${name}: missed: ${query.change}, ${query.before.buffers} to ${query.after.buffers} pages`,
      );
    const note = (kind: 'node' | 'statement' | 'rule' | 'reason', right: boolean, found: unknown) => {
      confusion[kind][right ? 'right' : 'wrong']++;
      if (!right) faults.push(`${name}: ${kind}: ${JSON.stringify(found)}`);
    };
    if (expect.node) note('node', node !== null && expect.node.test(node), node);
    note('statement', blamed !== null && [expect.statement].flat().includes(blamed), query.blame ?? null);
    if (expect.rules)
      note(
        'rule',
        expect.rules.some((rule) => rules.includes(rule)),
        rules,
      );
    if (expect.reason) {
      const kinds = (query.reasons ?? []).map(({ kind }) => kind);
      note(
        'reason',
        expect.reason.some((kind) => kinds.includes(kind)),
        kinds,
      );
    }
  }
  return confusion;
}

export function planTable(confusion: PlanConfusion): string {
  const { planted, harmless, node, statement, rule, reason } = confusion;
  const row = (name: string, yes: string | number, no: string | number) =>
    `${name.padEnd(26)}${String(yes).padStart(8)}${String(no).padStart(8)}`;
  return [
    row('', 'told', 'quiet'),
    row('planted', planted.told, planted.missed),
    row('harmless', harmless.told, harmless.quiet),
    row('', 'right', 'wrong'),
    row('node', node.right, node.wrong),
    row('statement', statement.right, statement.wrong),
    row('rule', rule.right, rule.wrong),
    row('reason', reason.right, reason.wrong),
  ].join('\n');
}
