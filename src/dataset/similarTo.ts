/** `Did you mean customers?`, or what there is to choose from. */
export function similarTo(found: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, distance: distance(found.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  if (near && near.distance <= Math.max(2, found.length / 3)) return `Did you mean ${near.name}?`;
  if (known.length === 0) return 'There are none.';
  const some = known.slice(0, 12).join(', ');
  return `There are ${some}${known.length > 12 ? ` and ${known.length - 12} more` : ''}.`;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
