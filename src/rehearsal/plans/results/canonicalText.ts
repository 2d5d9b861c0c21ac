/** A column of a result, as the server describes it. */
export interface ResultColumn {
  name: string;
  /** As format_type gives it, without its modifier. */
  type: string;
  /** pg_type.typcategory, or `E` for enums. */
  category: string;
}

type Family = 'integer' | 'numeric' | 'float' | 'text' | 'moment' | 'json' | 'array' | null;

const integers = new Set(['smallint', 'integer', 'bigint']);
const moments = new Set(['date', 'timestamp without time zone', 'timestamp with time zone']);

function familyOf({ type, category }: ResultColumn): Family {
  if (integers.has(type)) return 'integer';
  if (type === 'numeric') return 'numeric';
  if (type === 'real' || type === 'double precision') return 'float';
  if (category === 'S' || category === 'E' || type === 'uuid') return 'text';
  if (moments.has(type)) return 'moment';
  if (type === 'json' || type === 'jsonb') return 'json';
  return category === 'A' ? 'array' : null;
}

const numbers: readonly Family[] = ['integer', 'numeric', 'float'];

/**
 * The expression that writes a column's value as it does on the other side, where the values are the same: 1 as integer
 * and as bigint, 1.0 and 1.00, a text and a varchar, a json and a jsonb. Null for types whose values are none of each other's.
 */
export function canonicalText(column: string, here: ResultColumn, there: ResultColumn): string | null {
  const [own, other] = [familyOf(here), familyOf(there)];
  if (here.type !== there.type && !comparable(own, other)) return null;
  if (own === 'float' || other === 'float') return float(column, here, there);
  if (own === 'numeric' || other === 'numeric') return withoutScale(`${column}::pg_catalog.text`);
  if (own === 'moment') return moment(column, here, there);
  if (own === 'json' && here.type !== there.type) return `${column}::pg_catalog.jsonb`;
  // Blanks that char(n) adds are no part of its value.
  if (own === 'text') return `${column}::pg_catalog.text`;
  return column;
}

function comparable(own: Family, other: Family): boolean {
  if (own === null || other === null) return false;
  return own === other || (numbers.includes(own) && numbers.includes(other));
}

/** Sums depend on the order of their rows in the last of 15 or 6 digits, and that order on the plan. */
function float(column: string, here: ResultColumn, there: ResultColumn): string {
  const single = here.type === 'real' || there.type === 'real';
  const value = `${column}::pg_catalog.float8`;
  const digits = single ? '9.9999EEEE' : '9.99999999EEEE';
  return `CASE WHEN ${value} IN ('NaN', 'Infinity', '-Infinity') THEN ${value}::pg_catalog.text
    ELSE pg_catalog.to_char(${value}, '${digits}') END`;
}

/** trim_scale is of 13. */
function withoutScale(text: string): string {
  return `CASE WHEN pg_catalog.strpos(${text}, '.') > 0 THEN pg_catalog.rtrim(pg_catalog.rtrim(${text}, '0'), '.') ELSE ${text} END`;
}

/** In the zone of the session a date, a timestamp and a timestamptz may be the same moment; a migration may change the zone itself. */
function moment(column: string, here: ResultColumn, there: ResultColumn): string {
  if (here.type === there.type && here.type !== 'timestamp with time zone') return column;
  return `(${column}::pg_catalog.timestamptz AT TIME ZONE 'UTC')`;
}
