import { parseDuration, parseSize } from '../units.ts';

/** Whether two settings, as SHOW prints them or as somebody wrote them, are the same. */
export function sameShown(a: string, b: string): boolean {
  if (a.toLowerCase() === b.toLowerCase()) return true;
  return [parseSize, parseDuration, Number, asSwitch].some((read) => {
    const [left, right] = [read(a), read(b)];
    return left !== undefined && !Number.isNaN(left) && left === right;
  });
}

function asSwitch(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (['on', 'true', 'yes', '1'].includes(word)) return true;
  return ['off', 'false', 'no', '0'].includes(word) ? false : undefined;
}
