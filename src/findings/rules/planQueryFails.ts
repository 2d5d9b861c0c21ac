import type { Rule } from '../Rule.ts';
import { baselineOf, blameWords, queryDraft, sinceWords } from './planContext.ts';

/** Code that is still running sends this query, and it fails. */
export const planQueryFails: Rule = {
  id: 'plan/query-fails',
  title: 'A key query fails after the migrations',
  why: 'Servers with the old code send it until the last of them is replaced.',
  severity: 'fail, with or without budgets; warn where the accepted run knew it',
  example: {
    bad: 'ALTER TABLE users RENAME COLUMN name TO full_name;',
    good: 'Add full_name, keep both in step, and drop name one release later.',
  },
  check(context) {
    return context.facts.queries.flatMap((query) => {
      const error = query.after.error;
      if (!error) return [];
      const known = baselineOf(query, context)?.fails === true;
      const worked = query.before.error === null;
      return [
        {
          ...queryDraft(query, context),
          severity: known ? ('warn' as const) : ('fail' as const),
          verdict: known ? ('observed' as const) : ('regressed' as const),
          measured: null,
          bound: null,
          title: `${query.name} (${query.parameters}) fails ${worked ? 'after the migrations' : 'before and after the migrations'}: ${error.message}${worked ? sinceWords(query) : ''}`,
          why: [
            `PostgreSQL's code is ${error.code}. Servers that run the old code send this query until the last one is replaced.`,
            error.detail,
            ...(worked ? blameWords(query) : []),
          ]
            .filter(Boolean)
            .join(' '),
          remedy: worked
            ? 'Deploy code that does not need what the migration removes first; remove it in a later release.'
            : 'Correct the query: it does not fit the schema.',
        },
      ];
    });
  },
};
