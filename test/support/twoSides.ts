import type { Client } from 'pg';
import type { BoundQuery } from '../../src/rehearsal/plans/BoundQuery.ts';
import { notCaptured } from '../../src/rehearsal/plans/Captures.ts';
import { captureQuery } from '../../src/rehearsal/plans/captureQuery.ts';
import type { Sides } from '../../src/rehearsal/plans/Sides.ts';
import { parseSql } from '../../src/scenario/parseSql.ts';
import type { ResolvedQuery } from '../../src/scenario/ResolvedScenario.ts';
import { statementWrites } from '../../src/scenario/statementWrites.ts';
import type { Server } from '../../src/server/Server.ts';

/** Two databases that differ by a migration. */
export interface TwoSides extends Sides<Client> {
  close(): Promise<void>;
}

export async function twoSides(server: Server, schema: string, migration: string): Promise<TwoSides> {
  const template = await server.createDatabase('side_template');
  const first = await server.connect(template);
  await first.query(schema);
  await first.end();
  const names = [
    await server.createDatabase('side_before', { template }),
    await server.createDatabase('side_after', { template }),
  ] as const;
  const [before, after] = [await server.connect(names[0]), await server.connect(names[1])];
  await after.query(migration);
  return {
    before,
    after,
    async close() {
      await Promise.all([before.end(), after.end()]);
      for (const name of [...names, template]) await server.dropDatabase(name);
    },
  };
}

export async function keyQuery(sql: string, parts: Partial<ResolvedQuery> = {}): Promise<ResolvedQuery> {
  return {
    name: 'q',
    sql,
    parameters: [],
    readonly: !(await parseSql(sql)).statements.some(statementWrites),
    file: null,
    role: null,
    settings: {},
    timeLimitMs: 60_000,
    result: null,
    workload: null,
    imported: false,
    ...parts,
  };
}

/** A query captured on both sides. */
export async function capturedOn(
  sides: Sides<Client>,
  sql: string,
  values: readonly unknown[] = [],
  parts: Partial<ResolvedQuery> = {},
  major = 18,
): Promise<BoundQuery> {
  const query = await keyQuery(sql, parts);
  const bound = { query, values, from: 'author' as const };
  const options = { major, execute: true };
  return {
    ...bound,
    evidence: {
      name: 'q',
      sql,
      parameters: 'one',
      before: await captureQuery(sides.before, bound, options),
      afterDeploy: notCaptured,
      after: await captureQuery(sides.after, bound, options),
    },
  };
}
