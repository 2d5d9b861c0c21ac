/** Types that another is read as without any work: pg_cast.castmethod is `b` (src/include/catalog/pg_cast.dat). */
const alike: Readonly<Record<string, RegExp>> = {
  'character varying': /^(?:text|bpchar|character)$/,
  cidr: /^inet$/,
  bit: /^bit varying$/,
  xml: /^(?:text|character varying)$/,
};

/** The column's name, with its type where a cast of it may be needless. */
export function withType(column: string, type: string | undefined): string {
  const bare = type?.replace(/\(\d+\)$/, '');
  return bare !== undefined && Object.hasOwn(alike, bare) ? `${column}«${bare}»` : column;
}

/** `(status«character varying»)::text` is the column itself. */
export function withoutNeedlessCasts(text: string): string {
  if (!text.includes('«')) return text;
  return text
    .replace(
      /\(([^()«»]+)«([^«»]+)»\)::(\w+(?: varying)?)/g,
      (whole, column: string, from: string, to: string) => (alike[from]?.test(to) ? column : whole),
    )
    .replace(/«[^«»]+»/g, '');
}
