import type { MigrationFacts } from '../../analysis/Facts.ts';
import { formatDuration, formatDurations } from '../../units.ts';
import { againstBudget } from '../againstBudget.ts';
import { type Draft, type Rule, subjectOf } from '../Rule.ts';

/** What findings about one rollback share: they are one problem. */
function rollbackDraft(
  migration: MigrationFacts,
): Pick<Draft, 'subject' | 'cause' | 'location' | 'evidence'> {
  const file = migration.rollback?.file ?? migration.file;
  return {
    subject: { migration: migration.id },
    cause: `${migration.id} rollback`,
    location: { file, line: 1 },
    evidence: `rollback of ${migration.id}`,
  };
}

export const rollbackFailed: Rule = {
  id: 'rollback/failed',
  title: 'A rollback failed',
  why: 'A rollback that does not run is found out when it is needed most.',
  severity: 'fail where budgets or a baseline exist, else warn',
  example: { bad: 'ALTER TABLE orders DROP COLUMN regoin;', good: 'ALTER TABLE orders DROP COLUMN region;' },
  check({ facts, gates, baseline }) {
    return facts.migrations
      .filter(({ rollback }) => rollback?.status === 'failed')
      .map((migration) => {
        const known = baseline?.migrations.find(({ id }) => id === migration.id)?.rollback === 'failed';
        const error = migration.rollback?.error;
        return {
          ...rollbackDraft(migration),
          severity: gates && !known ? 'fail' : 'warn',
          verdict: gates && !known ? 'regressed' : 'observed',
          measured: null,
          bound: null,
          title: `The rollback of ${migration.id} failed: ${error?.message ?? 'no answer'}`,
          why: ['A rollback that does not run is found out when it is needed most.', error?.detail]
            .filter(Boolean)
            .join(' '),
          remedy: error?.hint ?? 'Correct the rollback; it is run here after every rehearsal.',
        };
      });
  },
};

export const rollbackSchemaDiffers: Rule = {
  id: 'rollback/schema-differs',
  title: 'A rollback leaves another schema than before',
  why: 'The next migration, and the old code, meet a schema that nobody has tested.',
  severity: 'warn',
  example: {
    bad: 'up adds a column and an index, down drops the index alone',
    good: 'down undoes all that up does',
  },
  check({ facts }) {
    return facts.migrations
      .filter(({ rollback }) => rollback?.schemaRestored === false)
      .map((migration) => ({
        ...rollbackDraft(migration),
        severity: 'warn',
        verdict: 'observed',
        measured: { value: migration.rollback!.difference.length, unit: 'count' },
        bound: null,
        title: `The rollback of ${migration.id} leaves another schema than before`,
        why: `${migration.rollback!.difference.slice(0, 5).join('; ')}.`,
        remedy: 'Let the rollback restore what the migration changed; - is missing, + is left behind.',
      }));
  },
};

export const rollbackDuration: Rule = {
  id: 'rollback/duration',
  title: 'Rolling back took long',
  why: 'That is how long an incident lasts after the decision to go back.',
  severity: 'fail over the budget; warn where it is straddled',
  example: {
    bad: 'ALTER TABLE orders ALTER COLUMN id TYPE int; -- a rewrite back',
    good: 'Keep the old column until the release is settled.',
  },
  check({ facts, scenario: { budgets } }) {
    const rolledBack = facts.migrations.filter(({ rollback }) => rollback !== null);
    if (budgets.rollbackMs === null || rolledBack.length === 0) return [];
    const low = rolledBack.reduce((total, { rollback }) => total + rollback!.durationMs.low, 0);
    const high = rolledBack.reduce((total, { rollback }) => total + rollback!.durationMs.high, 0);
    const judged = againstBudget(low, high, budgets.rollbackMs);
    const longest = [...rolledBack].sort(
      (a, b) => b.rollback!.durationMs.median - a.rollback!.durationMs.median,
    )[0]!;
    if (!judged) return [];
    return [
      {
        ...rollbackDraft(longest),
        ...judged,
        subject: subjectOf(rolledBack),
        measured: { value: high, unit: 'ms', low, high },
        bound: { kind: 'budget', value: budgets.rollbackMs, unit: 'ms' },
        title: `Rolling back took ${formatDurations(low, high)}; the budget is ${formatDuration(budgets.rollbackMs)}`,
        why: 'That is how long an incident lasts after the decision to go back.',
        remedy: 'Make the rollback a change of metadata, or plan to go forward instead.',
      },
    ];
  },
};

/** Only where a scenario has a budget for rolling back: then it expects to be able to. */
export const rollbackMissing: Rule = {
  id: 'rollback/missing',
  title: 'A migration has no rollback',
  why: 'The scenario has a budget for rolling back, so it expects to be able to.',
  severity: 'warn',
  example: { bad: '0002_region.up.sql alone', good: '0002_region.down.sql beside it' },
  check({ facts, scenario: { budgets } }) {
    if (budgets.rollbackMs === null) return [];
    return facts.migrations
      .filter(({ status, hasRollback }) => status === 'applied' && !hasRollback)
      .map((migration) => ({
        ...rollbackDraft(migration),
        severity: 'warn',
        verdict: 'observed',
        measured: null,
        bound: null,
        title: `${migration.id} has no rollback, and the scenario has a budget for one`,
        why: 'Nobody knows how long going back takes, or whether it can be done.',
        remedy: `Write ${migration.id}.down.sql, or remove the budget.`,
      }));
  },
};
