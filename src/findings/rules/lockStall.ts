import type { MigrationFacts, Stall } from '../../analysis/Facts.ts';
import { modeName } from '../../evidence/LockMode.ts';
import { formatCount, formatDuration } from '../../units.ts';
import { againstBaseline } from '../againstBaseline.ts';
import { againstBudget } from '../againstBudget.ts';
import type { Finding } from '../Finding.ts';
import { type Draft, locationOf, type Rule, type RuleContext, statementCause, statementOf } from '../Rule.ts';
import { remedyFor } from '../remedies/remedyFor.ts';

export const lockStall: Rule = {
  id: 'lock/stall',
  title: 'Traffic waited for the migration',
  why: 'This is what users notice: the time from the moment a query was due to its answer.',
  severity:
    'fail over its budget or against the baseline; without a budget warn from the threshold notableStall on',
  example: {
    bad: 'CREATE INDEX orders_region ON orders (region);',
    good: 'CREATE INDEX CONCURRENTLY orders_region ON orders (region);',
  },
  check(context) {
    return context.facts.migrations.flatMap((migration) =>
      migration.stalls.flatMap((stall) => {
        const judged = judge(stall, migration, context);
        return judged ? [draft(stall, migration, judged, context)] : [];
      }),
    );
  },
};

type Judged = Pick<Finding, 'severity' | 'verdict' | 'bound'>;

function judge(stall: Stall, migration: MigrationFacts, context: RuleContext): Judged | null {
  const { budgets, thresholds } = context.scenario;
  const budget = budgets.relations[stall.relation]?.stallMs ?? budgets.worst.stallMs;
  const against = budget === null ? null : againstBudget(stall.maxMs, stall.maxMs, budget);
  if (against) return { ...against, bound: { kind: 'budget', value: budget!, unit: 'ms' } };
  const base = context.baseline?.migrations.find(({ id }) => id === migration.id);
  const change = base ? againstBaseline(stall.maxMs, stall.maxMs, base.stallMs, context) : null;
  if (change === 'regressed') {
    return {
      severity: 'fail',
      verdict: change,
      bound: { kind: 'baseline', value: base!.stallMs, unit: 'ms' },
    };
  }
  if (budget !== null || stall.maxMs < thresholds.notableStall) return null;
  return {
    severity: 'warn',
    verdict: 'observed',
    bound: { kind: 'rule', value: thresholds.notableStall, unit: 'ms' },
  };
}

/** Whom the statement in the way waited for itself, where that made most of the stall; null where it did not. */
function queuedBehind({ blockedBy, maxMs }: Stall, { waits }: MigrationFacts): string | null {
  const own = waits.find(
    ({ waiter, maxMs: ms }) =>
      waiter.role === 'migration' && waiter.statement === blockedBy.statement && ms >= maxMs / 2,
  );
  const names = own?.behind.flatMap(({ role, name }) => (role === 'migration' ? [] : [name])) ?? [];
  return names.length === 0 ? null : names.join(' and ');
}

function draft(stall: Stall, migration: MigrationFacts, judged: Judged, context: RuleContext): Draft {
  const { statement } = stall.blockedBy;
  const queue = queuedBehind(stall, migration);
  const statements = stall.count === 1 ? '1 statement' : `${formatCount(stall.count)} statements`;
  return {
    ...judged,
    subject: {
      migration: migration.id,
      statement,
      relation: stall.relation,
      mode: stall.waitedForMode,
      query: stall.query,
    },
    cause: statementCause(migration, statement),
    location: locationOf(migration, statement),
    measured: { value: stall.maxMs, unit: 'ms' },
    title: `${stall.query} stalled up to ${formatDuration(stall.maxMs)} behind statement ${statement} of ${migration.id} (${statements})`,
    why: `It waited for ${modeName(stall.waitedForMode)} on ${stall.relation}; to its user, that is the time the application hangs.${queue ? ` Most of it the statement itself waited, behind ${queue}.` : ''}`,
    remedy: queue
      ? 'Set a lock_timeout shorter than a stall may last before the statement, and run it again after a pause when it gives up: nobody queues longer than that.'
      : remedyFor(statementOf(migration, statement), context),
    evidence: `${stall.source} ${stall.query}, ${stall.exact ? 'as the server measured the wait' : 'from the moment each statement was due'}`,
  };
}
