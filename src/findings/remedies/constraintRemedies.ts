import { type Advice, type Advised, joinedName, type Remedy } from './Remedy.ts';

const types: Record<string, Advice> = {
  CONSTR_FOREIGN: (advised) => validatedLater(advised, 'fkey'),
  CONSTR_CHECK: (advised) => validatedLater(advised, 'check'),
  CONSTR_UNIQUE: (advised) => usingIndex(advised, 'UNIQUE', 'key'),
  CONSTR_PRIMARY: (advised) => usingIndex(advised, 'PRIMARY KEY', 'pkey'),
  CONSTR_NOTNULL: ({ target, action, major }) =>
    major < 18 || action.constraint!.notValid
      ? null
      : {
          words:
            'Add it NOT VALID, and validate it in a transaction of its own; reads and writes go on meanwhile.',
          sql: [
            `ALTER TABLE ${target} ${action.text} NOT VALID;`,
            `ALTER TABLE ${target} VALIDATE CONSTRAINT ${action.name ?? joinedName(target!, ...action.constraint!.columns, 'not_null')};`,
          ],
        },
  CONSTR_EXCLUSION: () => ({
    words:
      'No exclusion constraint can be built without keeping writes out. Build it on a new table or partition that is filled in batches, or do it in a maintenance window.',
    sql: [],
  }),
};

export const addConstraint: Advice = (advised) =>
  types[advised.action.constraint?.type ?? '']?.(advised) ?? null;

/** NOT VALID checks new rows alone; VALIDATE takes SHARE UPDATE EXCLUSIVE. */
function validatedLater({ target, action, partitioned, major }: Advised, suffix: string): Remedy | null {
  const { notValid, type, columns } = action.constraint!;
  if (notValid) return null;
  if (type === 'CONSTR_FOREIGN' && partitioned && major < 18)
    return {
      words:
        'Before PostgreSQL 18 a foreign key of a partitioned table cannot be NOT VALID. Add it NOT VALID to each partition, validate each in a transaction of its own, and add it to the table last, which finds those of the partitions.',
      sql: [],
    };
  const name = action.name ?? joinedName(target!, ...columns, suffix);
  const text =
    action.name === null ? action.text.replace(/^add\s+/i, `ADD CONSTRAINT ${name} `) : action.text;
  return {
    words:
      'Add it NOT VALID, then validate it in a transaction of its own: only VALIDATE reads the table, and reads and writes go on meanwhile.',
    sql: [`ALTER TABLE ${target} ${text} NOT VALID;`, `ALTER TABLE ${target} VALIDATE CONSTRAINT ${name};`],
  };
}

function usingIndex({ target, action, partitioned }: Advised, kind: string, suffix: string): Remedy | null {
  const { index, columns } = action.constraint!;
  if (index !== null || columns.length === 0 || partitioned) return null;
  const name = action.name ?? joinedName(target!, ...(kind === 'UNIQUE' ? columns : []), suffix);
  const { ofIndex, ofConstraint } = options(action.text);
  return {
    words: `Build the index while reads and writes go on, outside a transaction, and make the constraint of it, which takes milliseconds${kind === 'UNIQUE' ? '' : ' where the columns are NOT NULL already'}.`,
    sql: [
      `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${target} (${columns.join(', ')})${ofIndex};`,
      `ALTER TABLE ${target} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name}${ofConstraint};`,
    ],
  };
}

/** What stands about the columns of a key: the index has it, or the constraint that is made of it. */
function options(text: string): { ofIndex: string; ofConstraint: string } {
  const found = (pattern: RegExp) => pattern.exec(text)?.[0] ?? '';
  // The order in which CREATE INDEX wants them, which is not that of the constraint.
  const ofIndex = [/\binclude\s*\([^)]*\)/i, /\bnulls\s+(?:not\s+)?distinct\b/i, /\bwith\s*\([^)]*\)/i];
  const last = found(/(?:\s+(?:not\s+deferrable|deferrable|initially\s+(?:deferred|immediate)))+$/i);
  return {
    ofIndex: ofIndex
      .map(found)
      .filter(Boolean)
      .map((option) => ` ${option}`)
      .join(''),
    ofConstraint: last,
  };
}
