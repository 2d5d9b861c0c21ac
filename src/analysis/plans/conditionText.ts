/**
 * A condition whose parts stand in one order whatever the planner's: what AND connects, and both sides of `=`, which
 * turn round when a join's sides are swapped.
 * @param text masked, so that nothing within quotes is left in it
 */
export function conditionText(text: string): string {
  const parts = splitAt(unwrapped(text), ' AND ');
  if (parts.length > 1) return parts.map(conditionText).sort().join(' AND ');
  return splitAt(parts[0]!, ' = ').map(unwrapped).sort().join(' = ');
}

/** Without parentheses around the whole. */
function unwrapped(text: string): string {
  let bare = text.trim();
  while (bare.startsWith('(') && closing(bare) === bare.length - 1) bare = bare.slice(1, -1).trim();
  return bare;
}

/** Where the parenthesis that the text begins with is closed. */
function closing(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

/** At what stands in no parentheses. */
function splitAt(text: string, separator: string): string[] {
  if (!text.includes(separator)) return [text];
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (depth === 0 && text.startsWith(separator, i)) {
      parts.push(text.slice(from, i));
      from = i + separator.length;
    }
  }
  return [...parts, text.slice(from)];
}
