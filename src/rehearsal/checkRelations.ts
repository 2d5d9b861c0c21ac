import { PgrehearseError } from '../errors.ts';
import type { RelationFacts } from '../evidence/RelationFacts.ts';
import { didYouMean } from '../scenario/nearest.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';

/**
 * A bound or a row count for a relation that is not there would be a gate that is off without anybody knowing.
 * @throws PgrehearseError `scenario/unknown-relation`
 */
export function checkRelations(scenario: ResolvedScenario, relations: readonly RelationFacts[]): void {
  const known = new Set(relations.map(({ name }) => name));
  const { rows = {}, known: captured = null } = scenario.production ?? {};
  const fields = {
    // What production.json has more is a finding; a name that the author wrote is a slip.
    'production.rows': Object.keys(rows).filter((name) => !captured || !Object.hasOwn(captured.tables, name)),
    'budgets.relations': Object.keys(scenario.budgets.relations),
  };
  for (const [field, names] of Object.entries(fields)) {
    const missing = names.find((name) => !known.has(name));
    if (missing === undefined) continue;
    const tables = relations.filter(({ kind }) => 'rpm'.includes(kind)).map(({ name }) => name);
    throw new PgrehearseError(
      'scenario/unknown-relation',
      `${field} names ${missing}, which does not exist before the pending migrations`,
      {
        source: scenario.file ?? 'the configuration',
        detail: `The tables are ${tables.slice(0, 12).join(', ')}${tables.length > 12 ? ', …' : ''}.`,
        hint: `Write the name as PostgreSQL prints it, with its schema.${didYouMean(missing, tables)}`,
      },
    );
  }
}
