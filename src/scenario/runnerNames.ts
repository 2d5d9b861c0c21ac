/** The migration tools whose way of running files is known. `plain`: none in particular. */
export const runnerNames = [
  'plain',
  'golang-migrate',
  'dbmate',
  'flyway',
  'prisma',
  'drizzle',
  'diesel',
  'goose',
  'sql-migrate',
  'node-pg-migrate',
  'sqlx',
  'atlas',
  'mybatis',
] as const;
export type RunnerName = (typeof runnerNames)[number];

/** What may be put around the files of a tool that leaves the choice to its options. */
export const transactionPolicies = ['own', 'shared', 'none', 'implicit'] as const;
export type TransactionPolicy = (typeof transactionPolicies)[number];
