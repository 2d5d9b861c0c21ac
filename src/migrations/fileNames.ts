/** What the name of a migration's file says. */
export interface FileName {
  id: string;
  direction: 'up' | 'down';
  /** Whether it was written for PostgreSQL where others were written for every database. */
  own: boolean;
}

const others = new Set(['mysql', 'mariadb', 'sqlite', 'sqlite3', 'cockroach', 'mssql', 'oracle', 'h2']);
const ours = new Set(['postgres', 'postgresql', 'pg']);

/**
 * `0001_a.sql`, `0001_a.up.sql`, `0001_a.down.sql`; with a database before the direction, `0001_a.postgres.up.sql`; and
 * Flyway's `V1_2__a.sql`, `U1_2__a.sql`, `R__a.sql`. Null for what is no migration, or one for another database.
 */
export function fileNameOf(name: string): FileName | null {
  const [, stem, direction] = /^(.+?)(?:\.(up|down))?\.sql$/.exec(name) ?? [];
  if (stem === undefined) return null;
  const [, bare = stem, dialect = ''] = /^(.+)\.([a-z0-9]+)$/.exec(stem) ?? [];
  if (others.has(dialect)) return null;
  const own = ours.has(dialect);
  return { id: own ? bare : stem, direction: direction === 'down' ? 'down' : 'up', own };
}

/** Flyway's prefixes: versioned, undoing, baseline, and repeatable ones, which run behind all versions. */
const flyway = /^(V|U|B|R)([\d._]*)__/;

/** Flyway's callbacks, with or without a description, are no migrations. */
export function isCallback(id: string): boolean {
  return /^(?:(?:before|after)(?:Each)?(?:Migrate|Undo|Clean|Info|Validate|Baseline|Repair|Versioned|Repeatables|Connect)|createSchema)\w*$/.test(
    id.replace(/__.*$/s, ''),
  );
}

/** Whether the names of a directory are Flyway's. */
export function isFlyway(ids: readonly string[]): boolean {
  return ids.length > 0 && ids.every((id) => flyway.test(id)) && ids.some((id) => /^[VB]/.test(id));
}

/** The version in the name of a Flyway migration, `1_2` for `V1_2__a` and `U1_2__a`; null for a repeatable one. */
export function flywayVersion(id: string): string | null {
  const [, prefix, version = ''] = flyway.exec(id) ?? [];
  return prefix === 'R' || version === '' ? null : version.replaceAll('.', '_');
}

/** Versions compare number by number, a missing one counting as 0; repeatable ones follow by name. */
export function flywayOrder(a: string, b: string): number {
  const [left, right] = [flywayVersion(a), flywayVersion(b)];
  if (left === null || right === null)
    return left === right ? (a < b ? -1 : a > b ? 1 : 0) : left === null ? 1 : -1;
  const [x, y] = [left.split('_'), right.split('_')];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [m, n] = [BigInt(x[i] || 0), BigInt(y[i] || 0)];
    if (m !== n) return m < n ? -1 : 1;
  }
  return 0;
}
