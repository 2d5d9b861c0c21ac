/** What to do instead of a statement, in the order in which it is done. */
interface Remedy {
  matches: RegExp;
  text(major: number): string;
}

const retry = 'Set lock_timeout (for example 2 s) and retry, so that a queue never forms behind it.';

const validateNotNull = (major: number) =>
  major >= 18
    ? 'ADD CONSTRAINT … NOT NULL column NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own'
    : 'ADD CONSTRAINT … CHECK (column IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in a transaction of its own, then SET NOT NULL, which sees that the check is enough';

/** The first that matches is used; the specific ones come first. */
const remedies: readonly Remedy[] = [
  {
    matches: /\bset\s+not\s+null\b/i,
    text: (major) => `Fill the rows first, in batches. Then ${validateNotNull(major)}.`,
  },
  {
    matches: /\balter\s+(column\s+)?("[^"]+"|\w+)\s+(set\s+data\s+)?type\b/i,
    text: () =>
      'Add a column of the new type, keep both in step with a trigger, fill it in batches, index it CONCURRENTLY, and swap the names in one short transaction. ' +
      retry,
  },
  {
    matches: /\badd\s+(column\s+)?.*\b(default|generated|serial|bigserial|identity)\b/is,
    text: (major) =>
      `Add the column without the default, SET DEFAULT for new rows, fill old rows in batches that commit each. For NOT NULL then ${validateNotNull(major)}.`,
  },
  {
    matches: /\badd\s+(constraint\s+("[^"]+"|\w+)\s+)?(unique|primary\s+key)\b/i,
    text: () =>
      'CREATE UNIQUE INDEX CONCURRENTLY first, then ADD CONSTRAINT … USING INDEX, which takes milliseconds.',
  },
  {
    matches: /\badd\s+(constraint\s+("[^"]+"|\w+)\s+)?(foreign\s+key|check)\b/i,
    text: () =>
      'Add the constraint NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own; reads and writes go on meanwhile.',
  },
  {
    matches: /^\s*create\s+(unique\s+)?index\s+(?!concurrently)/i,
    text: () => 'CREATE INDEX CONCURRENTLY, outside a transaction; afterwards check that the index is valid.',
  },
  { matches: /^\s*reindex\b/i, text: () => 'REINDEX … CONCURRENTLY, outside a transaction.' },
  {
    matches: /^\s*(update|delete|insert|merge|with)\b/i,
    text: () =>
      'Change the rows in batches by key range, one short transaction each, so that row locks are held briefly and a stop half-way can resume.',
  },
  {
    matches: /^\s*(cluster|vacuum\s*(\(.*\bfull\b.*\)|full))/i,
    text: () => 'Use pg_repack or pg_squeeze, which copy while reads and writes go on.',
  },
  {
    matches: /^\s*refresh\s+materialized\s+view\b/i,
    text: () => 'REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on the view.',
  },
];

/** The safe sequence for a statement on a server of this major version. */
export function remedyFor(sql: string, major: number): string {
  const remedy = remedies.find(({ matches }) => matches.test(sql));
  return (
    remedy?.text(major) ??
    `Split the migration so that strong locks are taken last and held briefly. ${retry}`
  );
}
