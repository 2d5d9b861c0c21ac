import type { Hold, MigrationFacts } from '../../analysis/Facts.ts';
import { blocksTraffic, strength } from '../../analysis/lockConflicts.ts';
import { modeName } from '../../evidence/LockMode.ts';
import { formatDurations } from '../../units.ts';
import { againstBaseline } from '../againstBaseline.ts';
import { againstBudget } from '../againstBudget.ts';
import type { Finding } from '../Finding.ts';
import { type Draft, locationOf, type Rule, type RuleContext, statementCause, statementOf } from '../Rule.ts';
import { remedyFor } from '../remedies/remedyFor.ts';

export const lockHold: Rule = {
  id: 'lock/hold',
  title: 'A lock was held long',
  why: 'Whoever needs the relation waits as long as the lock is held, and everybody else queues behind them.',
  severity:
    'fail over its budget or against the baseline; warn where a budget is straddled, or without one from the threshold notableHold on',
  example: {
    bad: 'ALTER TABLE orders ADD COLUMN region text NOT NULL DEFAULT default_region();',
    good: 'ALTER TABLE orders ADD COLUMN region text; -- then SET DEFAULT, fill in batches, VALIDATE',
  },
  check(context) {
    return context.facts.migrations.flatMap((migration) =>
      migration.holds
        .filter((hold) => !saidByAnother(hold, migration, context))
        .flatMap((hold) => {
          const judged = judge(hold, migration, context);
          return judged ? [draft(hold, migration, judged, context)] : [];
        }),
    );
  },
};

type Judged = Pick<Finding, 'severity' | 'verdict' | 'bound'>;

function judge(hold: Hold, migration: MigrationFacts, context: RuleContext): Judged | null {
  const budget = budgetFor(hold, context);
  const against = budget === undefined ? null : againstBudget(hold.lowMs, hold.highMs, budget);
  if (against?.severity === 'fail')
    return { ...against, bound: { kind: 'budget', value: budget!, unit: 'ms' } };

  const base = context.baseline?.migrations.find(({ id }) => id === migration.id);
  const baseMs =
    base?.holds.find(({ relation, mode }) => relation === hold.relation && mode === hold.mode)?.highMs ?? 0;
  const change =
    base && blocksTraffic(hold.mode) ? againstBaseline(hold.lowMs, hold.highMs, baseMs, context) : null;
  if (change) {
    const severity = change === 'regressed' ? 'fail' : 'info';
    return { severity, verdict: change, bound: { kind: 'baseline', value: baseMs, unit: 'ms' } };
  }
  if (against) return { ...against, bound: { kind: 'budget', value: budget!, unit: 'ms' } };

  const notable = context.scenario.thresholds.notableHold;
  if (budget !== undefined || !blocksTraffic(hold.mode) || hold.lowMs < notable) return null;
  return { severity: 'warn', verdict: 'observed', bound: { kind: 'rule', value: notable, unit: 'ms' } };
}

function budgetFor(hold: Hold, { scenario: { budgets } }: RuleContext): number | undefined {
  return budgets.relations[hold.relation]?.holdMs[hold.mode] ?? budgets.worst.holdMs[hold.mode];
}

/**
 * An index or sequence is locked with its table, and a statement that takes a strong mode often takes weaker ones of
 * the same relation: one hold says it, unless the weaker mode has a budget of its own.
 */
function saidByAnother(hold: Hold, migration: MigrationFacts, context: RuleContext): boolean {
  const stronger = migration.holds.some(
    (other) =>
      other.relation === hold.relation &&
      other.statement === hold.statement &&
      strength(other.mode) > strength(hold.mode),
  );
  if (stronger && budgetFor(hold, context) === undefined) return true;
  const table = context.relations.get(hold.relation)?.table;
  if (!table) return false;
  return migration.holds.some(
    (other) =>
      other.relation === table &&
      other.statement === hold.statement &&
      strength(other.mode) >= strength(hold.mode),
  );
}

function draft(hold: Hold, migration: MigrationFacts, judged: Judged, context: RuleContext): Draft {
  const held = formatDurations(hold.lowMs, hold.highMs);
  return {
    ...judged,
    subject: { migration: migration.id, statement: hold.statement, relation: hold.relation, mode: hold.mode },
    cause: statementCause(migration, hold.statement),
    location: locationOf(migration, hold.statement),
    measured: { value: hold.highMs, unit: 'ms', low: hold.lowMs, high: hold.highMs },
    title: `Statement ${hold.statement} of ${migration.id} held ${modeName(hold.mode)} on ${hold.relation} for ${held}`,
    why: `While it is held, ${blockedWords(hold)} on ${hold.relation} wait, and everything that queues behind them.`,
    remedy: remedyOf(hold, migration, context),
    evidence: `repeat ${hold.repeat}, migration ${migration.id}, statement ${hold.statement}`,
  };
}

/** A lock is kept to the end of its transaction: what takes long may be another statement than the one that took it. */
function remedyOf(hold: Hold, migration: MigrationFacts, context: RuleContext): string {
  const { statement, until = statement } = hold;
  const later = migration.statements.filter(({ index }) => index > statement && index <= until);
  const own = statementOf(migration, statement);
  const slowest = later.sort((a, b) => b.durationMs.median - a.durationMs.median)[0];
  const total = later.reduce((sum, { durationMs }) => sum + durationMs.median, 0);
  if (!own || !slowest || own.durationMs.median >= total) return remedyFor(own, context);
  const meanwhile =
    until === statement + 1 ? `statement ${until} runs` : `statements ${statement + 1} to ${until} run`;
  return `It is kept until its transaction ends, while ${meanwhile}: let statement ${statement} stand last, or in a migration of its own. ${remedyFor(slowest, context)}`;
}

function blockedWords({ blocks }: Hold): string {
  const words = { reads: 'reads', writes: 'writes', ddl: 'schema changes', vacuum: 'VACUUM and ANALYZE' };
  const list = blocks.map((work) => words[work]);
  return list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
}
