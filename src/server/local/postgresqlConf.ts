/**
 * Lines for postgresql.conf, where the last line of a name holds. In its strings a backslash escapes
 * (DeescapeQuotedString in guc-file.l) and a quote is doubled.
 */
export function postgresqlConf(settings: Record<string, string>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quote(value)}\n`);
  return `\n# pgrehearse\n${lines.join('')}`;
}

function quote(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n')}'`;
}
