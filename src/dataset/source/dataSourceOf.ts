import type { ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import type { Server } from '../../server/Server.ts';
import { commandSource } from './commandSource.ts';
import type { DataSource } from './DataSource.ts';
import { restoreSource } from './restoreSource.ts';

/** Where a scenario's rows come from, if not from declarations. */
export function dataSourceOf(
  {
    dataSource,
    directory,
    scale,
    seed,
  }: Pick<ResolvedScenario, 'dataSource' | 'directory' | 'scale' | 'seed'>,
  server: Server,
  timeLeftMs: () => number | null,
): DataSource | null {
  if (dataSource === null) return null;
  if (dataSource.kind === 'restore') return restoreSource({ path: dataSource.path, server, timeLeftMs });
  const { command, inputs } = dataSource;
  const connection = () => server.connection;
  return commandSource({ command, inputs, folder: directory, scale, seed, connection, timeLeftMs });
}
