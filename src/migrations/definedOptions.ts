export type Defined = { value: unknown } | undefined;

/** An option of a list such as `(FULL, ANALYZE off)`, by its name in lower case. */
export function option(list: unknown, name: string): Defined {
  const items = (list ?? []) as { DefElem?: { defname: string; arg?: unknown } }[];
  const found = items.find((item) => item.DefElem?.defname.toLowerCase() === name);
  return found && { value: found.DefElem?.arg };
}

/** As defGetBoolean in define.c reads it: an option without a value is on. */
export function isOn(defined: Defined, otherwise: boolean): boolean {
  if (!defined) return otherwise;
  const { String: word, Integer: number } = (defined.value ?? {}) as {
    String?: { sval?: string };
    Integer?: { ival?: number };
  };
  if (word) return !['false', 'off'].includes(word.sval?.toLowerCase() ?? '');
  return number === undefined || (number.ival ?? 0) !== 0;
}
