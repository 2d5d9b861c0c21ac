import { readFile } from 'node:fs/promises';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import type { ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import { toolTablesOf } from '../toolTables.ts';
import { schemaText } from './applyBase.ts';

/** Functions and forms of SQL that read what is in no text of ours: files, programs, other servers. */
const readsElsewhere =
  /\bcopy\b[^;]*\bfrom\s+(program\s+)?e?'|\bpg_read_(binary_)?file\b|\bpg_ls_dir\b|\blo_import\b|\bdblink|\b(postgres|file)_fdw\b/i;

/**
 * Everything that makes the base, as text; null where its texts do not tell: a command may do anything, and a
 * statement may read a file.
 */
export async function baseTexts(
  { base, prepare }: Pick<ResolvedScenario, 'base' | 'prepare'>,
  migrations: readonly Migration[],
  pending: readonly Migration[],
): Promise<string[] | null> {
  const steps = [...prepare.before, ...prepare.after];
  if (base.kind === 'command' || steps.some(({ kind }) => kind === 'command')) return null;
  const texts =
    base.kind === 'schema'
      ? [await schemaText(base)]
      : migrations.map(({ up }) => `${up.transaction}\n${up.text}`);
  if (base.kind === 'migrations')
    for (const { create, record } of toolTablesOf([...migrations, ...pending]))
      texts.push(create, ...migrations.map(({ id }) => record(id) ?? ''));
  texts.push(...(await prepareTexts(prepare)));
  return texts.some((text) => readsElsewhere.test(text)) ? null : texts;
}

/** What is run before and after the base, as text: files, and command lines. */
export async function prepareTexts(prepare: ResolvedScenario['prepare']): Promise<string[]> {
  const texts: string[] = [];
  for (const when of ['before', 'after'] as const)
    for (const step of prepare[when])
      texts.push(when, step.kind === 'file' ? await readFile(step.file, 'utf8') : step.command);
  return texts;
}
