import { type ParseNode, parseSql } from '../scenario/parseSql.ts';
import { relationsOf } from './relationsOf.ts';

/**
 * The partitioned tables that texts create, and the indexes that they create on them by name. REINDEX and CLUSTER
 * of these cannot run inside a transaction block.
 */
export async function partitionedRelations(texts: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const likely = texts.filter((text) => /\bpartition\s+by\b/i.test(text));
  const statements = (await Promise.all(likely.map(parseSql))).flatMap((parsed) => parsed.statements);
  for (const { kind, node } of statements) {
    if (kind === 'CreateStmt' && node['partspec'] !== undefined) found.add(targetOf(node));
  }
  if (found.size === 0) return found;
  const parsed = await Promise.all(texts.filter((text) => /\bindex\b/i.test(text)).map(parseSql));
  for (const { kind, node } of parsed.flatMap((each) => each.statements)) {
    const { relation, idxname } = node as { relation?: ParseNode; idxname?: string };
    if (kind !== 'IndexStmt' || idxname === undefined || !found.has(targetOf(node))) continue;
    found.add(targetOf({ relation: { ...relation, relname: idxname } }));
  }
  return found;
}

/** The relation that a statement is about, as written, without the schema `public`. */
export function targetOf(node: ParseNode): string {
  const [name = ''] = relationsOf({ relation: node['relation'] });
  return name.replace(/^public\./, '');
}
