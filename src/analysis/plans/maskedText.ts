/** Literals and parameters differ from night to night and mean nothing to a plan's identity; of an array of them, so does the length. */
export function maskedText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskedText);
  if (typeof value !== 'string') return value ?? null;
  return value
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/(?<![\w"$])-?\d+(?:\.\d+)?\b/g, '?')
    .replace(/\?(?:\s*,\s*\?)+/g, '?, …');
}
