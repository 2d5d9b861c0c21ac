import { parseDuration } from '../units.ts';
import type { Problem } from './checking/problems.ts';
import type { CheckedScenario } from './checking/scenarioSchema.ts';
import { defaultCommandMs } from './defaults.ts';
import type { ResolvedCommand } from './ResolvedScenario.ts';
import type { MigrationsSpec } from './Scenario.ts';

export function resolveCommand(migrations: MigrationsSpec): ResolvedCommand | null {
  if (!('command' in migrations)) return null;
  const { command, down, env, historyTable, timeLimit } = migrations;
  return {
    command,
    down: down?.command ?? null,
    env: { ...env },
    historyTable: historyTable ?? null,
    timeLimitMs: timeLimit === undefined ? defaultCommandMs : parseDuration(timeLimit)!,
  };
}

/** A tool applies what its own table does not list: migrations that we had applied for the base would come again. */
export function checkCommandBase({ migrations, base, data }: CheckedScenario): Problem[] {
  if (!('command' in migrations) || (base !== undefined && base !== 'migrations')) return [];
  // A dump brings the tool's table with its rows.
  if (data !== undefined && 'restore' in data) return [];
  const found = base === undefined ? 'nothing' : "'migrations'";
  return [
    {
      field: 'base',
      fault: `expected { schema: 'structure.sql' } or { command: '…' }, which bring the table in which the tool of migrations.command keeps what it has applied; found ${found}`,
    },
  ];
}
