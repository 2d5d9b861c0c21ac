/** What kind of value it is, and how large, without the value. */
export function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return `a text of ${counted([...value].length, 'character')}`;
  if (typeof value === 'number' || typeof value === 'bigint') return numberShape(value);
  if (typeof value === 'boolean') return 'a boolean';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid date' : 'a date';
  if (value instanceof Uint8Array) return counted(value.length, 'byte');
  if (Array.isArray(value)) return `an array of ${counted(value.length, 'element')}`;
  if (typeof value === 'object') return `an object with ${counted(Object.keys(value).length, 'key')}`;
  return `a ${typeof value}`;
}

function numberShape(value: number | bigint): string {
  const [, minus, whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value)) ?? [];
  if (whole === '') return Number.isFinite(value) ? 'a number with an exponent' : String(value);
  const kind =
    fraction === ''
      ? minus
        ? 'a negative integer'
        : 'an integer'
      : minus
        ? 'a negative number'
        : 'a number';
  const digits = `${kind} of ${counted(whole.length, 'digit')}`;
  return fraction === '' ? digits : `${digits} and ${counted(fraction.length, 'decimal')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
