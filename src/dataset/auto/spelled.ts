/**
 * A function with the text by which it can be written down, in the dataset's key and in the files of `init`: what
 * it closes over stands in there.
 */
export function spelled<F extends (...args: never[]) => unknown>(body: F, text: string): F {
  Object.defineProperty(body, 'toString', { value: () => text });
  return body;
}

/** A function of the row's number from 1 that closes over nothing. */
export function ofNumber<Value>(body: (n: number) => Value): (row: never, n: number) => Value {
  const text = String(body).replace(/^\(?n\)?\s*=>\s*/, '');
  return spelled((_row: never, n: number) => body(n), `(_row, n) => ${text}`);
}

/** A constant as JavaScript spells it. */
export function literalOf(value: unknown): string {
  if (value instanceof Date) return `new Date('${value.toISOString()}')`;
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value === 'string') return quotedText(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (value === undefined || value === null) return String(value);
  if (typeof value !== 'object') return typeof value === 'number' ? grouped(value) : String(value);
  const fields = Object.entries(value).map(([key, inner]) => `${keyOf(key)}: ${literalOf(inner)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A property's name. */
export function keyOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : quotedText(name);
}

/** How a property is read. */
export function memberOf(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quotedText(name)}]`;
}

/** `1_000_000`. */
function grouped(value: number): string {
  return Number.isInteger(value) && Math.abs(value) >= 10_000 && Math.abs(value) < 1e15
    ? String(value).replace(/\B(?=(\d{3})+$)/g, '_')
    : String(value);
}

function quotedText(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}
