/**
 * What pg_get_indexdef says of an index without its own and its table's name, and without storage parameters, which no
 * plan depends on: `unique btree (customer_id, created_at DESC) WHERE open`.
 */
export function indexDefinition(index: {
  /** `CREATE UNIQUE INDEX a ON ONLY public.t USING btree (b) WITH (fillfactor='70') WHERE c`. */
  definition: string;
  /** `INDEX a ON `. */
  nameOn: string;
  /** `public.t USING `. */
  tableUsing: string;
  /** Whether it has storage parameters. */
  options: boolean;
  predicate: string | null;
}): string {
  const { definition, nameOn, tableUsing, options, predicate } = index;
  const unique = definition.startsWith('CREATE UNIQUE ');
  // A partitioned table's index is one ON ONLY it.
  const starts = [`${nameOn}${tableUsing}`, `${nameOn}ONLY ${tableUsing}`];
  const start = starts.find((text) => definition.includes(text));
  const from = start === undefined ? -1 : definition.indexOf(start) + start.length;
  const where = predicate === null ? '' : ` WHERE ${predicate}`;
  const whole = from < 0 ? definition : definition.slice(from);
  const body = where !== '' && whole.endsWith(where) ? whole.slice(0, -where.length) : whole;
  const bare = options ? body.replace(/ WITH \([^()]*\)$/, '') : body;
  return `${unique && from >= 0 ? 'unique ' : ''}${bare}${where}`;
}
