import { readFile } from 'node:fs/promises';
import type { Migration } from '../migrations/MigrationHistory.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { toolTablesOf } from './toolTables.ts';

/** Functions and forms of SQL that read what is in no text of ours: files, programs, other servers. */
const readsElsewhere =
  /\bcopy\b[^;]*\bfrom\s+(program\s+)?e?'|\bpg_read_(binary_)?file\b|\bpg_ls_dir\b|\blo_import\b|\bdblink|\b(postgres|file)_fdw\b/i;

/**
 * Everything that makes the base, as text; null where its texts do not tell: a command may do anything, and a
 * statement may read a file.
 */
export async function baseTexts(
  base: ResolvedScenario['base'],
  migrations: readonly Migration[],
  pending: readonly Migration[],
): Promise<string[] | null> {
  if (base.kind === 'command') return null;
  const texts =
    base.kind === 'schema'
      ? [await readFile(base.file, 'utf8')]
      : migrations.map(({ up }) => `${up.transaction}\n${up.text}`);
  if (base.kind === 'migrations')
    for (const { create, record } of toolTablesOf([...migrations, ...pending]))
      texts.push(create, ...migrations.map(({ id }) => record(id) ?? ''));
  return texts.some((text) => readsElsewhere.test(text)) ? null : texts;
}
