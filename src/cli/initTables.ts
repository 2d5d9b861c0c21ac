import { planSchema } from '../dataset/auto/planSchema.ts';
import { applyBase } from '../dataset/base/applyBase.ts';
import { spellTables } from '../dataset/spell/spellTables.ts';
import type { MigrationHistory } from '../migrations/MigrationHistory.ts';
import { resolvePending } from '../migrations/resolvePending.ts';
import { defaultNow, defaultRun } from '../scenario/defaults.ts';
import type { InitTables } from '../scenario/initTemplates.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { resolvePostgres } from '../scenario/resolvePostgres.ts';
import type { CommandContext } from './Command.ts';
import { Progress } from './Progress.ts';
import { withServer } from './withServer.ts';

export interface InitSchema {
  history: MigrationHistory | null;
  /** Absolute path. */
  schema: string | null;
  rows: number;
  server?: ResolvedScenario['postgres']['server'] | undefined;
  databaseUrl?: string | undefined;
  yesThisServerIsDisposable: boolean;
}

/** Declares the tables of a schema as they are before the last migration; null where there are none yet. */
export async function initTables(
  asked: InitSchema,
  { terminal, cleanup }: CommandContext,
): Promise<InitTables | null> {
  const { history, schema, rows, databaseUrl } = asked;
  const kind = databaseUrl === undefined ? asked.server : 'url';
  const postgres = resolvePostgres(
    { file: null, postgres: {} },
    { configuration: null, ...(kind ? { server: { kind, flag: '--server' } } : {}) },
  );
  const migrations = history === null ? [] : (await resolvePending(history, { last: 1 })).base;
  const base: ResolvedScenario['base'] =
    schema === null ? { kind: 'migrations' } : { kind: 'schema', file: schema, at: null };
  const progress = new Progress(terminal, { quiet: false, verbose: false });
  const run = {
    scenario: { postgres },
    databaseUrl: databaseUrl ?? null,
    disposable: asked.yesThisServerIsDisposable,
    progress,
    cleanup,
  };
  const { targets, unfilled } = await withServer(run, (server) => {
    progress.stage('schema');
    return planSchema(server, {
      tables: [],
      seed: defaultRun.seed,
      now: Date.parse(defaultNow),
      rowsPerTable: rows,
      prepareBase: (client) =>
        applyBase(client, {
          base,
          prepare: { before: [], after: [] },
          migrations,
          pending: [],
          connection: server.connection,
        }),
    });
  });
  progress.done(`${targets.length} tables`);
  if (targets.length === 0) return null;
  const { text, constants } = spellTables(
    targets.map(({ declaration }) => declaration),
    'pgrehearse',
  );
  const rowsOf = new Map(targets.map((target) => [target.declaration.name, target.rows]));
  return {
    text,
    rows: [...constants].map(([name, constant]) => ({ constant, rows: rowsOf.get(name)! })),
    unfilled,
  };
}
