const slots = [1, 2, 3, 4, 5] as const;

/** Columns that make a `Distribution` of a row of pg_statistic. */
export function textOfSlots(row: string): string {
  const each = slots.map(
    (n) => `json_build_object('kind', ${row}.stakind${n}, 'operator', ${row}.staop${n}::regoperator::text,
      'collation', (select quote_ident(n.nspname) || '.' || quote_ident(c.collname) from pg_collation c join pg_namespace n on n.oid = c.collnamespace where c.oid = ${row}.stacoll${n}),
      'numbers', ${row}.stanumbers${n}::text, 'values', ${row}.stavalues${n}::text, 'type', ${elementType(`${row}.stavalues${n}`)})`,
  );
  return `${row}.stanullfrac::text as "nullFraction", ${row}.stawidth as width, ${row}.stadistinct::text as distinct,
    json_build_array(${each.join(', ')}) as slots`;
}

/** anyarray hides its elements' type, which the binary form names in its third word (array_send in arrayfuncs.c). */
function elementType(values: string): string {
  return `('x' || encode(substring(array_send(${values}) from 9 for 4), 'hex'))::bit(32)::bigint::oid::regtype::text`;
}

/** The columns of pg_statistic behind stainherit, in the order of `slotValues`. */
export const slotColumns = [
  'stanullfrac',
  'stawidth',
  'stadistinct',
  ...['stakind', 'staop', 'stacoll', 'stanumbers', 'stavalues'].flatMap((name) =>
    slots.map((n) => `${name}${n}`),
  ),
].join(', ');

/** Values for `slotColumns` out of a `Distribution` as JSON. array_in makes an anyarray of a text. */
export function slotValues(json: string): string {
  const field = (n: number, name: string) => `(${json} #>> '{slots,${n - 1},${name}}')`;
  return [
    `(${json} ->> 'nullFraction')::float4`,
    `(${json} ->> 'width')::int`,
    `(${json} ->> 'distinct')::float4`,
    ...slots.map((n) => `${field(n, 'kind')}::int2`),
    ...slots.map((n) => `${field(n, 'operator')}::regoperator::oid`),
    ...slots.map((n) => collation(field(n, 'collation'))),
    ...slots.map((n) => `${field(n, 'numbers')}::float4[]`),
    ...slots.map((n) => `array_in(${field(n, 'values')}::cstring, ${field(n, 'type')}::regtype, -1)`),
  ].join(', ');
}

/** Two collations of one name are of different encodings. */
function collation(name: string): string {
  return `coalesce((select c.oid from pg_collation c join pg_namespace n on n.oid = c.collnamespace
    where quote_ident(n.nspname) || '.' || quote_ident(c.collname) = ${name}
      and c.collencoding in (-1, (select encoding from pg_database where datname = current_database()))), 0)`;
}
