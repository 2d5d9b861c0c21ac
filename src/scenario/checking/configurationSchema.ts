import { fields, listOf, matching, text } from './fields.ts';
import { budgetsSchema, postgresSchema, queueProbe, thresholdsSchema } from './sharedSchemas.ts';

const reporter = matching(/^[a-z][\w-]*(?:=.+)?$/, `a reporter such as 'json' or 'markdown=summary.md'`);

export const configurationSchema = fields({
  postgres: postgresSchema.optional(),
  budgets: budgetsSchema.optional(),
  thresholds: thresholdsSchema.optional(),
  queueProbe: queueProbe.optional(),
  reporters: listOf(reporter, 'a list of reporters').optional(),
  baseline: text.optional(),
  history: text.optional(),
  scenarios: listOf(text, 'a list of folders, files or patterns').optional(),
  production: text.optional(),
});
