import type { Client } from 'pg';
import { analyse } from '../../src/analysis/analyse.ts';
import type { MigrationFacts } from '../../src/analysis/Facts.ts';
import type { RelationFacts } from '../../src/evidence/RelationFacts.ts';
import { partitionedRelations } from '../../src/migrations/partitionedRelations.ts';
import { splitStatements } from '../../src/migrations/splitStatements.ts';
import { applyMigration } from '../../src/rehearsal/apply/applyMigration.ts';
import { Session } from '../../src/rehearsal/apply/Session.ts';
import { skippedMigration } from '../../src/rehearsal/apply/skippedMigration.ts';
import { startClock } from '../../src/rehearsal/Clock.ts';
import { LockSampler } from '../../src/rehearsal/locks/LockSampler.ts';
import { readRelations } from '../../src/rehearsal/locks/readRelations.ts';
import type { Server } from '../../src/server/Server.ts';
import { baseTables } from '../fixtures/ddlBattery/baseTables.ts';
import type { DdlCase } from '../fixtures/ddlBattery/DdlCase.ts';
import { evidence, repeat } from '../fixtures/evidence/build.ts';

export interface PlayedCase {
  wanted: DdlCase;
  facts: MigrationFacts;
}

/** Applies each case to tables of its own, observed and analysed as pending migrations are. */
export async function playCases(server: Server, cases: readonly DdlCase[]): Promise<PlayedCase[]> {
  const database = await server.createDatabase('battery');
  const [author, observer] = [await server.connect(database), await server.connect(database)];
  const clock = startClock();
  const samplerClient = await server.connect(database);
  const sampler = new LockSampler(samplerClient, clock);
  await author.query(
    'create schema elsewhere; create role somebody; grant all on schema elsewhere to somebody',
  );
  await sampler.start();
  const partitioned = await partitionedRelations([baseTables]);
  const played: { wanted: DdlCase; relations: RelationFacts[]; seen: ReturnType<typeof skippedMigration> }[] =
    [];
  for (const [index, wanted] of cases.entries()) {
    const schema = `case_${index + 1}`;
    await author.query(
      `create schema ${schema}; set search_path = ${schema}; ${baseTables}; ${wanted.before ?? ''}`,
    );
    const relations = await readRelations(observer);
    const client = await migratingClient(server, database, schema);
    const session = await Session.open(client, observer, clock);
    sampler.follow(session.backend);
    session.tell(sampler);
    const file = await splitStatements(wanted.sql, `${schema}.sql`, partitioned);
    const seen = skippedMigration({ id: schema, up: file, down: null });
    await applyMigration(file, session, seen);
    await client.end();
    await author.query(`drop schema ${schema} cascade; drop publication if exists sales`);
    played.push({ wanted, relations, seen });
  }
  const { sightings, sampler: sampled } = await sampler.stop();
  await Promise.all([author.end(), observer.end(), samplerClient.end()]);
  await server.dropDatabase(database);
  return played.map(({ wanted, relations, seen }) => {
    const [facts] = analyse(
      evidence({ relations, repeats: [repeat([seen], { sightings, sampler: sampled })] }),
    ).migrations;
    return { wanted, facts: facts! };
  });
}

async function migratingClient(server: Server, database: string, schema: string): Promise<Client> {
  const client = await server.connect(database);
  await client.query(`set client_min_messages = debug1; set search_path = ${schema}`);
  return client;
}
