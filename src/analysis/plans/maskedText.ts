/** Names in a text, in the writing of SQL: returns what stands for `qualifier.name`, or for a name alone. */
export type NameReader = (qualifier: string | null, name: string) => string;

// An identifier, a call, a cast's type, a constant or a parameter; quotes are doubled within quotes, and constants have
// no backslashes: ruleutils.c writes them as standard_conforming_strings is.
const pieces = new RegExp(
  [
    String.raw`(?<array>'\{(?:[^']|'')*\}'::(?:"[^"]+"|\([\d,]+\)|[\w .])+\[\])`,
    `(?<text>[BXbx]?'(?:[^']|'')*')`,
    String.raw`(?<init>\(InitPlan \w+\)(?:\.col\d+)?|\$\d+)`,
    String.raw`(?<sub>\((?:hashed )?SubPlan [\w]+\)(?:\.col\d+)?|(?:hashed )?SubPlan \d+)`,
    String.raw`(?<names>(?:"(?:[^"]|"")+"|[\p{L}_][\w$\p{L}]*)(?:\.(?:"(?:[^"]|"")+"|[\p{L}_][\w$\p{L}]*))*)`,
    String.raw`(?<number>-?\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)`,
  ].join('|'),
  'gu',
);
const castOfConstant =
  /\?::(?:"[^"]+"|[a-z_][\w.]*)(?: (?:varying|precision|with(?:out)? time zone))*(?:\([\d?,]+\))?(?: with(?:out)? time zone)?(?:\[\])*/g;

/**
 * Literals and parameters differ from night to night and mean nothing to a plan's identity: `?` stands for each. Of a
 * list of them the order of magnitude of its length stays: `(a = ANY (?{10}))` has 10 to 99.
 */
export function maskedText(value: unknown, nameOf: NameReader = written): unknown {
  if (Array.isArray(value)) return value.map((one) => maskedText(one, nameOf));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([field, one]) => [field, maskedText(one, nameOf)]);
  return typeof value === 'string' ? masked(value, nameOf) : (value ?? null);
}

function masked(text: string, nameOf: NameReader): string {
  const bare = text.replace(pieces, (...parts) => {
    const found = parts.at(-1) as Record<string, string | undefined>;
    const { array, sub, names } = found;
    if (array !== undefined) return bucket(elements(array));
    if (sub !== undefined) return /^\(?hashed/.test(sub) ? 'hashed SubPlan' : 'SubPlan';
    return names === undefined ? '?' : named(names, nameOf);
  });
  return bare.replace(castOfConstant, '?').replace(/\?(?:, \?)+/g, (list) => bucket(list.split(',').length));
}

function bucket(length: number): string {
  return `?{${10 ** Math.floor(Math.log10(Math.max(length, 1)))}}`;
}

/** Of an array's literal: `'{a,"b,c"}'::text[]` has two. */
function elements(literal: string): number {
  const inner = literal.slice(2, literal.lastIndexOf("}'"));
  return inner === '' ? 0 : inner.replace(/"(?:[^"\\]|\\.)*"/g, '?').split(',').length;
}

function named(text: string, nameOf: NameReader): string {
  const parts = text.match(/"(?:[^"]|"")+"|[^."]+/g)!.map(unquoted);
  const name = parts.pop()!;
  return nameOf(parts.pop() ?? null, name);
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function written(qualifier: string | null, name: string): string {
  return qualifier === null ? name : `${qualifier}.${name}`;
}
