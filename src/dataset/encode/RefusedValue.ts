/** A value that a column's type cannot hold; the encoder adds where. */
export class RefusedValue extends Error {
  readonly expected: string;
  readonly value: unknown;
  /** Of the batch; set by the writer. */
  index = 0;

  constructor(expected: string, value: unknown) {
    super(`expected ${expected}, found ${shown(value)}`);
    this.expected = expected;
    this.value = value;
  }
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  const text =
    typeof value === 'string'
      ? `'${value}'`
      : value instanceof Date || typeof value !== 'object'
        ? String(value instanceof Date ? value.toISOString() : value)
        : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
