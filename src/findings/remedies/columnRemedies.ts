import { type Advice, type Advised, joinedName, retry } from './Remedy.ts';

/** NOT NULL without a scan under ACCESS EXCLUSIVE. */
function notNull({ target, action, major }: Advised): string[] {
  const [table, column] = [target!, action.name!];
  if (major >= 18) {
    const name = joinedName(table, column, 'not_null');
    return [
      `ALTER TABLE ${table} ADD CONSTRAINT ${name} NOT NULL ${column} NOT VALID;`,
      `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name};`,
    ];
  }
  const name = joinedName(table, column, 'present');
  return [
    `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${column} IS NOT NULL) NOT VALID;`,
    `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name};`,
    `ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL;`,
    `ALTER TABLE ${table} DROP CONSTRAINT ${name};`,
  ];
}

export const setNotNull: Advice = (advised) => ({
  words:
    'Fill the NULLs first, in batches that commit each. Then run each statement in a transaction of its own: only VALIDATE reads the table, and reads and writes go on meanwhile.',
  sql: notNull(advised),
});

export const addColumn: Advice = (advised) => {
  const { target, action } = advised;
  const { column, name } = action;
  if (!column) return null;
  if (column.made === 'stored')
    return {
      words:
        'A stored generated column writes every row anew. Add a plain column, keep it right with a trigger, fill it in batches' +
        (advised.major >= 18 ? '; or make it VIRTUAL, which is computed when it is read.' : '.'),
      sql: [`ALTER TABLE ${target} ADD COLUMN ${name} ${column.type};`],
    };
  if (column.made === 'serial' || column.made === 'identity') {
    // OWNED BY takes a sequence of the table's own schema only.
    const schema = /^(?:"(?:[^"]|"")*"|[^".]+)\./.exec(target!)?.[0] ?? '';
    const sequence = `${schema}${joinedName(target!, name!, 'seq')}`;
    const type =
      { smallserial: 'smallint', serial: 'integer', bigserial: 'bigint' }[column.type] ?? column.type;
    return {
      words:
        'Numbering the rows that are there writes every one of them anew. Add the column without numbers, number new rows from a sequence, and old ones in batches that commit each.',
      sql: [
        `CREATE SEQUENCE ${sequence};`,
        `ALTER TABLE ${target} ADD COLUMN ${name} ${type};`,
        `ALTER TABLE ${target} ALTER COLUMN ${name} SET DEFAULT nextval('${sequence.replaceAll("'", "''")}');`,
        `ALTER SEQUENCE ${sequence} OWNED BY ${target}.${name};`,
      ],
    };
  }
  // A default that is the same for every row is kept in the catalog, and no row is written.
  if (column.default === null || advised.rewrites === false) return null;
  return {
    words: `Add the column without its default, give new rows the default, and fill old rows in batches that commit each${column.notNull ? '; NOT NULL comes last, each statement in a transaction of its own' : ''}.${column.constrained ? ' Its other constraints come after that, NOT VALID first, or from an index that is built CONCURRENTLY.' : ''}`,
    sql: [
      `ALTER TABLE ${target} ADD COLUMN ${name} ${column.type};`,
      `ALTER TABLE ${target} ALTER COLUMN ${name} SET DEFAULT ${column.default};`,
      ...(column.notNull ? notNull(advised) : []),
    ],
  };
};

export const alterType: Advice = () => ({
  words: `Add a column of the new type, keep both in step with a trigger, fill it in batches that commit each, index it CONCURRENTLY, and swap the names in one short transaction. ${retry}`,
  sql: [],
});
