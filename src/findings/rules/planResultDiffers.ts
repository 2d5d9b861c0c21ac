import type { QueryFacts } from '../../analysis/Facts.ts';
import { blameText } from '../../analysis/plans/blameText.ts';
import type { ResultComparison } from '../../evidence/QueryEvidence.ts';
import { formatCount } from '../../units.ts';
import type { Draft, Rule, RuleContext } from '../Rule.ts';
import { queryDraft } from './planContext.ts';

/** The same query on the same rows gives other rows than before. */
export const planResultDiffers: Rule = {
  id: 'plan/result-differs',
  title: 'A query gives another result than before',
  why: 'A changed type, collation, view or backfill changes what users see, and no error says so.',
  severity: "fail where the query declares result: 'stable'; else warn",
  example: {
    bad: 'ALTER TABLE users ALTER COLUMN email TYPE char(40); -- pads with blanks',
    good: 'ALTER TABLE users ALTER COLUMN email TYPE varchar(40);',
  },
  check: (context) =>
    context.facts.queries.flatMap((query) =>
      query.result ? (told(query, query.result, context) ?? []) : [],
    ),
};

function told(query: QueryFacts, result: ResultComparison, context: RuleContext): Draft | null {
  const { equal, rows, onlyBefore } = result;
  const stable = query.declaredResult === 'stable';
  const lacks = stable && onlyBefore.length > 0;
  if (equal !== false && !lacks) return null;
  const name = `${query.name} (${query.parameters})`;
  const what =
    equal === false
      ? rows.before === rows.after
        ? rows.after === 1
          ? 'gives one row as before, but not the same one'
          : `gives ${formatCount(rows.after)} rows as before, but not the same ones`
        : `gives ${formatCount(rows.after)} ${rows.after === 1 ? 'row' : 'rows'}, ${formatCount(rows.before)} before`
      : `no longer gives ${onlyBefore.join(', ')}`;
  return {
    ...queryDraft(query, context),
    severity: stable ? 'fail' : 'warn',
    verdict: stable ? 'regressed' : 'observed',
    measured: null,
    bound: null,
    title: `${name} ${what}`,
    why: [comparedWords(result), ...planWords(query)].join(' '),
    remedy: stable
      ? 'It is declared that this result does not change: correct the migration, or the declaration where the change is meant.'
      : "See whether the change is meant; declare result: 'stable' on queries whose result must not change.",
    evidence: `the results of ${name} before and after, compared on the server`,
  };
}

/** Who changed the plan is known, and need not be who changed the rows. */
function planWords({ blame }: QueryFacts): string[] {
  const text = blameText(blame);
  return text === null ? [] : [`Its plan is another ${text}: that may be why, or another statement.`];
}

function comparedWords({ compared, columns, because, onlyBefore, onlyAfter }: ResultComparison): string {
  const what =
    compared === 'nothing'
      ? 'Nothing was compared'
      : compared === 'columns'
        ? `Rows were compared in any order, by ${columns.join(', ')}`
        : `Only the keys that the rows are ordered by were compared: ${columns.join(', ')}`;
  return [
    `${what}.`,
    because,
    onlyBefore.length > 0 ? `Gone: ${onlyBefore.join(', ')}.` : '',
    onlyAfter.length > 0 ? `New: ${onlyAfter.join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
