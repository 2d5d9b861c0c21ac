import type { MigrationFacts } from '../../analysis/Facts.ts';
import { formatDuration, formatDurations } from '../../units.ts';
import { againstBaseline } from '../againstBaseline.ts';
import { againstBudget } from '../againstBudget.ts';
import type { Finding } from '../Finding.ts';
import {
  type Draft,
  locationOf,
  longestStatement,
  type Rule,
  type RuleContext,
  statementCause,
  statementOf,
  subjectOf,
} from '../Rule.ts';
import { remedyFor } from '../remedies/remedyFor.ts';

export const migrationDuration: Rule = {
  id: 'migration/duration',
  title: 'The migrations took long',
  why: 'A deploy waits for them, and a release window has an end.',
  severity:
    'fail over the budget or against the baseline; warn where the budget is straddled; info when faster than the baseline',
  example: {
    bad: 'UPDATE orders SET total_cents = total * 100;',
    good: 'UPDATE orders SET total_cents = total * 100 WHERE id BETWEEN 1 AND 50000; -- and so on, each committed',
  },
  check(context) {
    const { migrations } = context.facts;
    const judged = total(context);
    // One migration is the whole: over its budget, it needs no second finding.
    if (migrations.length === 1 && judged.some(({ verdict }) => verdict === 'breached')) return judged;
    const compared = migrations.flatMap((migration) => comparedWithBaseline(migration, context));
    return migrations.length === 1 && compared.length > 0 ? compared : [...judged, ...compared];
  },
};

/** The budget is a total over the pending migrations. */
function total(context: RuleContext): Draft[] {
  const { facts, scenario } = context;
  const budget = scenario.budgets.durationMs;
  if (budget === null) return [];
  const low = sum(facts.migrations.map(({ durationMs }) => durationMs.low));
  const high = sum(facts.migrations.map(({ durationMs }) => durationMs.high));
  const judged = againstBudget(low, high, budget);
  const bound: Finding['bound'] = { kind: 'budget', value: budget, unit: 'ms' };
  return judged ? draft(facts.migrations, low, high, { ...judged, bound }, context) : [];
}

function comparedWithBaseline(migration: MigrationFacts, context: RuleContext): Draft[] {
  const base = context.baseline?.migrations.find(({ id }) => id === migration.id);
  const { low, high, samples } = migration.durationMs;
  if (!base || samples.length === 0 || migration.status !== 'applied') return [];
  const verdict = againstBaseline(low, high, base.durationMs, context);
  if (!verdict) return [];
  const severity = verdict === 'regressed' ? 'fail' : 'info';
  const bound: Finding['bound'] = { kind: 'baseline', value: base.durationMs, unit: 'ms' };
  return draft([migration], low, high, { severity, verdict, bound }, context);
}

function draft(
  migrations: readonly MigrationFacts[],
  low: number,
  high: number,
  judged: Pick<Finding, 'severity' | 'verdict' | 'bound'>,
  context: RuleContext,
): Draft[] {
  const longest = longestStatement(migrations);
  if (!longest) return [];
  const { migration, statement } = longest;
  const which = migrations.length === 1 ? migration.id : `${migrations.length} migrations`;
  const bound = formatDuration(judged.bound?.value ?? 0);
  return [
    {
      ...judged,
      subject: subjectOf(migrations),
      cause: statementCause(migration, statement),
      location: locationOf(migration, statement),
      measured: { value: high, unit: 'ms', low, high },
      title: `${which} took ${formatDurations(low, high)}; ${judged.bound?.kind === 'budget' ? 'the budget is' : 'the baseline was'} ${bound}`,
      why: `Most of it is statement ${statement} of ${migration.id}. Measured here, on this hardware and at this volume: not production's duration.`,
      remedy: remedyFor(statementOf(migration, statement), context),
      evidence: `durations of ${migrations.map(({ id }) => id).join(', ')}`,
    },
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
