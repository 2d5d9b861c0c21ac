/** The end of what a program wrote, which says what went wrong. */
export function lastLines(output: string, count = 5): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
