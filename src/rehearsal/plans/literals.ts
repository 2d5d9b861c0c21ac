/** The values of a set of literals, with the scenario's now, in milliseconds since 1970, for `'$now'`. */
export function literals(set: readonly unknown[], now: number): unknown[] {
  return set.map((value) => (value === '$now' ? new Date(now).toISOString() : value));
}
