import type { Finding } from '../../findings/Finding.ts';
import type { QueryResult, ScenarioResult } from '../../findings/Result.ts';

/** Where a finding is to be looked at: its own place, that of the statement to blame, the query's file; null for none. */
export function locationOf(scenario: ScenarioResult, finding: Finding): Finding['location'] {
  if (finding.location) return finding.location;
  const query = queryOf(scenario, finding);
  if (!query) return null;
  return blamedPlace(scenario, query) ?? (query.file ? { file: query.file, line: 1 } : null);
}

/** Of findings with one cause: the first place that is one's own, else the first that is known. */
export function locationOfAny(scenario: ScenarioResult, findings: readonly Finding[]): Finding['location'] {
  const own = findings.find(({ location }) => location !== null)?.location;
  if (own) return own;
  return findings.map((finding) => locationOf(scenario, finding)).find((place) => place !== null) ?? null;
}

/** The key query with the parameter set that a finding is about, one of a migration apart. */
export function queryOf({ queries }: ScenarioResult, { subject }: Finding): QueryResult | null {
  if (subject.query === undefined || subject.migration !== undefined) return null;
  const { query: name, parameters } = subject;
  return (
    queries.find((one) => one.name === name && one.parameters === (parameters ?? one.parameters)) ?? null
  );
}

function blamedPlace({ migrations }: ScenarioResult, { blame }: QueryResult): Finding['location'] {
  const migration = migrations.find(({ id }) => id === blame?.migration);
  if (!migration) return null;
  const statement = migration.statements.find(({ index }) => index === blame!.statement);
  return { file: migration.file, line: statement?.line ?? 1 };
}
