import { z } from 'zod';
import { isolations } from '../Scenario.ts';
import { duration, fields, listOf, lockMode, oneOf, relation, text } from './fields.ts';
import { whole } from './problems.ts';

const statements = z.union([text, listOf(text)], { error: 'a statement or a list of statements' });
const relations = z.union([z.literal('all'), listOf(relation)], {
  error: `'all', or a list of schema-qualified relations such as ['public.orders']`,
});

export const longTransaction = fields({
  name: text,
  sql: statements.optional(),
  locks: relations.optional(),
  mode: lockMode.optional(),
  isolation: oneOf(isolations).optional(),
  lasts: duration,
  pause: duration.optional(),
}).superRefine(({ sql, locks, mode, lasts }, context) => {
  if (sql === undefined && locks === undefined)
    context.addIssue(whole('expected sql or locks, found neither: it would stand in nobody’s way'));
  if (mode !== undefined && locks === undefined)
    context.addIssue(whole('expected locks beside mode, found none', ['mode']));
  if (lasts === 0) context.addIssue(whole('expected a duration above 0, found 0', ['lasts']));
});
