/** For sentences about an execution that was ended. */
export function overLimit(limitMs: number): string {
  return `it takes more than ${limitMs / 1000} s`;
}
