/** An identifier in double quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A string in single quotes, as standard_conforming_strings reads it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
