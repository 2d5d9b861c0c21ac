/** Compares names so that numbers count by value: `2_b` before `10_a`, timestamps of any length included. The same in every locale. */
export function naturalOrder(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    const numbers = isNumber(x) && isNumber(y);
    const order = numbers ? compare(BigInt(x), BigInt(y)) : compare(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length || compare(a, b);
}

/**
 * A date in front counts as one number, with dashes or without: histories that changed their notation
 * (`20140924113530_a`, then `2017-08-31-230457_b`) keep their order.
 */
const datePrefix = /^(?:19|20)\d\d(?:-?\d\d){2}[\d-]*/;
const dateDigits = 24;

function parts(name: string): string[] {
  return (
    name.replace(datePrefix, (date) => date.replaceAll('-', '').padEnd(dateDigits, '0')).match(/\d+|\D+/g) ??
    []
  );
}

function isNumber(part: string): boolean {
  return /^\d/.test(part);
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
