/** What a line of pg_restore --verbose says is being done; null for a line that is no progress. */
export function restoringStep(line: string): string | null {
  const rows =
    /processing data for table "(.+)"$/.exec(line) ?? /launching item \d+ TABLE DATA (.+)$/.exec(line);
  if (rows) return `restoring the rows of ${rows[1]}`;
  const object = /^pg_restore: (?:creating|launching item \d+) ([A-Z][A-Z ]*) "?(.+?)"?$/.exec(line);
  if (object) return `restoring ${object[1]!.toLowerCase()} ${object[2]}`;
  return /^pg_restore: (connecting|entering|finished|launching|executing|skipping|processing|implied|creating|setting|dropping|reading|table|transferring)/.test(
    line,
  )
    ? 'restoring'
    : null;
}
