import { isCallback, isFlyway } from '../fileNames.ts';
import { flywayVersions } from '../flywayVersions.ts';
import { looseMigrations } from '../looseMigrations.ts';
import type { MigrationDirectory } from '../MigrationDirectory.ts';
import type { MigrationSyntaxError, Statement } from '../MigrationHistory.ts';
import { fillPlaceholders } from './fillPlaceholders.ts';
import { flywaySettings } from './flywaySettings.ts';
import type { Runner } from './Runner.ts';

/**
 * A transaction for each file, none for one whose statements Flyway knows that PostgreSQL refuses in one, and an error
 * for one that has both, unless mixed is on; `V1__a.sql.conf` and flyway.conf say otherwise (ParserSqlScript,
 * PostgreSQLParser). group is `transaction: 'shared'` here.
 */
export const flyway: Runner = {
  name: 'flyway',
  transaction: 'own',
  markers: [],
  detect(directory) {
    const ids = looseMigrations(directory).map(({ id }) => id);
    const named = ids.filter((id) => isFlyway([id]) || /^[UR].*__/.test(id));
    if (!named.some((id) => isFlyway([id])) || named.length <= ids.filter((id) => !isCallback(id)).length / 2)
      return null;
    // Flyway passes over what is named otherwise.
    return named.length === ids.length
      ? 'its files are V1__name.sql'
      : `${named.length} of ${ids.length} files are V1__name.sql`;
  },
  list: (directory) => flywayVersions(looseMigrations(directory, /^(?:[VUB]\d[\d._]*|R)__.*\.sql$/)),
  fill(text, given, directory, path) {
    if (scriptSetting(directory, path, 'placeholderReplacement') === false) return text;
    const { placeholders } = flywaySettings(directory.path);
    const own = {
      'flyway:defaultSchema': 'public',
      'flyway:table': 'flyway_schema_history',
      'flyway:filename': path,
    };
    return fillPlaceholders(text, { ...own, ...placeholders, ...given });
  },
  arrange({ directory, path, statements, policy }) {
    const settings = flywaySettings(directory.path);
    const set = scriptSetting(directory, path, 'executeInTransaction') ?? settings.executeInTransaction;
    const around = settings.group && policy === 'own' ? 'shared' : policy;
    const unfilled = settings.placeholderReplacement === false ? null : unfilledIn(statements);
    if (unfilled) return { transaction: around, error: unfilled };
    if (set !== null) return { transaction: set ? around : 'none' };
    const [outside, inside] = [
      statements.filter(refusedInside),
      statements.filter((one) => !refusedInside(one)),
    ];
    if (outside.length === 0) return { transaction: around };
    if (inside.length > 0 && !settings.mixed && policy !== 'none')
      return { transaction: around, error: mixed(outside[0]!) };
    return { transaction: 'none' };
  },
};

/** What Flyway takes for a statement that cannot run in a transaction: its own list, shorter than PostgreSQL's. */
function refusedInside({ sql }: Statement): boolean {
  return /^(?:(?:create|drop)\s+(?:database|tablespace|subscription)|alter\s+system|(?:create|drop)(?:\s+unique)?\s+index\s+concurrently|reindex(?:\s+verbose)?\s+(?:schema|database|system)|vacuum|discard\s+all)\b/i.test(
    sql,
  );
}

function mixed({ line }: Statement): MigrationSyntaxError {
  return {
    message: 'Flyway refuses a file with statements that cannot run in a transaction beside others that can',
    line,
    hint: 'Put the statement into a file of its own, or set executeInTransaction=false in the .sql.conf file beside it.',
    // active_sql_transaction, which is what it would come to.
    code: '25001',
  };
}

function unfilledIn(statements: readonly Statement[]): MigrationSyntaxError | null {
  for (const { sql, line } of statements) {
    const found = /\$\{[^}\n]+\}/.exec(sql)?.[0];
    if (found)
      return {
        message: `no value is known for the placeholder '${found}'`,
        line,
        hint: `Give it in migrations.placeholders: { '${found.slice(2, -1)}': '…' }.`,
      };
  }
  return null;
}

/** Of the file V1__a.sql.conf beside V1__a.sql. */
function scriptSetting(
  directory: MigrationDirectory,
  path: string,
  setting: 'executeInTransaction' | 'placeholderReplacement',
): boolean | null {
  const line = new RegExp(`^\\s*${setting}\\s*=\\s*(\\w+)`, 'm').exec(directory.text(`${path}.conf`) ?? '');
  return line ? line[1]!.toLowerCase() === 'true' : null;
}
