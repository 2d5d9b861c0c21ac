import { scanSync } from 'libpg-query';

/**
 * An identifier as PostgreSQL prints it: in quotes only where it needs them, keywords other than unreserved
 * ones included (quote_identifier in ruleutils.c). libpg-query must have been loaded.
 */
export function quoteIdentifier(name: string): string {
  const plain = /^[a-z_][a-z0-9_]*$/.test(name) && !reserved(name);
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

function reserved(name: string): boolean {
  const keyword = scanSync(name).tokens[0]?.keywordName ?? 'NO_KEYWORD';
  return keyword !== 'NO_KEYWORD' && keyword !== 'UNRESERVED_KEYWORD';
}
