import type { Client } from 'pg';
import type { Evidence, RepeatEvidence } from '../../evidence/Evidence.ts';
import type { ResolvedCommand } from '../../scenario/ResolvedScenario.ts';
import { readHistories } from '../../server/target/readHistories.ts';
import type { Clock } from '../Clock.ts';
import type { LockSampler } from '../locks/LockSampler.ts';
import { readInvalidIndexes } from '../locks/readInvalidIndexes.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { ServerTime } from '../waits/ServerTime.ts';
import { readFiles } from '../work/changedFiles.ts';
import { commandEvidence } from './commandEvidence.ts';
import { checkFound, runTool } from './runTool.ts';
import { ToolWatch } from './ToolWatch.ts';
import { endToolBackends, ownBackends } from './toolBackends.ts';
import { WalWatch } from './WalWatch.ts';

export interface CommandRun {
  request: RehearsalRequest;
  database: string;
  observer: Client;
  clock: Clock;
}

/**
 * Runs the author's tool on the clone, and turns what the server tells of it into the evidence of migrations.
 * @throws PgrehearseError `migrations/command-not-found`, once what was seen is in the evidence
 */
export async function observeCommand(
  command: ResolvedCommand,
  run: CommandRun,
  sampler: LockSampler,
  evidence: Evidence,
  seen: RepeatEvidence,
): Promise<void> {
  const { request, database, observer, clock } = run;
  const { server, scenario } = request;
  const histories = await readHistories(observer, command.historyTable);
  const invalid = new Set((await readInvalidIndexes(observer)).map(({ name }) => name));
  const files = await readFiles(observer);
  sampler.followAllBut(await ownBackends(observer));
  const wal = new WalWatch(
    await server.connect(database, { applicationName: 'pgrehearse write-ahead log' }),
    clock,
  );
  await wal.start();
  const time = await ServerTime.read(observer, clock);
  const watch = await ToolWatch.start(server, observer, database);
  const program = await runTool(command.command, command, scenario, { server, database, clock });
  // A server that is gone has left its log.
  const lost = await endToolBackends(observer).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  await wal.stop();
  const statements = await watch.finish(lost === null);
  const left = lost ? [] : (await readInvalidIndexes(observer)).filter(({ name }) => !invalid.has(name));
  const after = lost ? histories : await readHistories(observer, command.historyTable);
  const found = await commandEvidence({
    program,
    statements,
    request,
    histories: { before: histories, after },
    time: await time.until(observer, clock),
    lockTimeoutMs: lost ? null : await lockTimeoutOf(run),
    relations: evidence.relations,
    sightings: sampler.sightings,
    wal,
    files,
    invalidIndexes: left,
  });
  seen.migrations = found.migrations;
  seen.command = found.command;
  const known = new Set(evidence.notObserved);
  evidence.notObserved.push(...watch.notObserved.filter((sentence) => !known.has(sentence)));
  if (scenario.migrations.directory === null) evidence.pending = found.migrations.map(({ id }) => id);
  if (lost) throw lost.error;
  checkFound(program, 'migrations.command');
}

/** What a new session of the tool's has, in milliseconds. */
async function lockTimeoutOf({ request: { server }, database }: CommandRun): Promise<number> {
  const client = await server.connect(database, {
    applicationName: 'pgrehearse observer',
    asApplication: true,
  });
  try {
    const { rows } = await client.query<{ ms: number }>(
      `SELECT setting::int AS ms FROM pg_catalog.pg_settings WHERE name = 'lock_timeout'`,
    );
    return rows[0]!.ms;
  } finally {
    await client.end();
  }
}
