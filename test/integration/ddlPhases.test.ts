import { existsSync } from 'node:fs';
import type { Client } from 'pg';
import type { LockMode } from '../../src/evidence/LockMode.ts';
import { strongEnough } from '../../src/evidence/LockMode.ts';
import { partitionedRelations } from '../../src/migrations/partitionedRelations.ts';
import { splitStatements } from '../../src/migrations/splitStatements.ts';
import type { Server } from '../../src/server/Server.ts';
import { baseTables } from '../fixtures/ddlBattery/baseTables.ts';
import { battery } from '../fixtures/ddlBattery/battery.ts';
import type { DdlCase } from '../fixtures/ddlBattery/DdlCase.ts';
import { awaitedLock } from '../support/awaitedLock.ts';
import { localServer } from '../support/localServer.ts';
import { polledLocks } from '../support/polledLocks.ts';
import { assert, suite } from '../support/suite.ts';

const binaries15 = '/usr/lib/postgresql/15/bin';

/** Each commit waits so long before its locks go, so that most phases can be seen. */
const slowCommits = { fsync: 'on', synchronous_commit: 'on', commit_delay: '15000', commit_siblings: '0' };
/** An index cannot be locked by LOCK TABLE: it must be seen. */
const rounds = { tables: 5, indexes: 60 };

for (const { major, bin } of [{ major: 18 }, { major: 15, bin: binaries15 }]) {
  suite(`what the battery expects outside transactions, read within PostgreSQL ${major}`, (context) => {
    const { test, skip, before, after } = context;
    if (bin && !existsSync(bin)) return skip('the battery', `no PostgreSQL ${major} at ${bin}`);
    let server: Server;
    let stage: Stage;
    before(async () => {
      server = await localServer({ ...(bin ? { bin } : {}), settings: slowCommits });
      stage = await Stage.open(server);
    });
    after(async () => {
      await stage?.close();
      await server?.stop();
    });

    const check = async () => {
      const partitioned = await partitionedRelations([baseTables]);
      const faults: string[] = [];
      let count = 0;
      for (const one of battery) {
        const { statements } = await splitStatements(one.sql, '', partitioned);
        if (!statements.some(({ standalone }) => standalone)) continue;
        count++;
        faults.push(...(await faultsOf(one, stage)));
      }
      assert.ok(count > 15, `${count} statements`);
      assert.is(faults.join('\n'), '');
    };
    test('every lock is there, and none is stronger', check, { timeoutMs: 280_000 });
  });
}

/** What the server itself shows, and for what is too quick for that, what a request waits for. */
async function faultsOf(one: DdlCase, stage: Stage): Promise<string[]> {
  const left = new Map<string, LockMode>(Object.entries(one.locks));
  const faults: string[] = [];
  const indexLeft = () => [...left.keys()].some((name) => /_(?:idx|pkey)$/.test(name));
  for (let round = 0; left.size > 0 && round < (indexLeft() ? rounds.indexes : rounds.tables); round++) {
    for (const [name, mode] of await stage.polled(one)) {
      const wanted = one.locks[name];
      if (mode === wanted) left.delete(name);
      else if (!wanted || strongEnough(mode, wanted))
        faults.push(`${one.sql}: ${name}: wanted ${wanted ?? 'nothing'}, saw ${mode}`);
    }
  }
  for (const [name, wanted] of left) {
    const awaited = await stage.awaited(one, name, wanted);
    if (awaited !== wanted) faults.push(`${one.sql}: ${name}: wanted ${wanted}, awaited ${awaited}`);
  }
  return faults;
}

class Stage {
  readonly #migrating: Client;
  readonly #other: Client;
  readonly #poller: Client;
  readonly #backend: number;
  #schemas = 0;

  private constructor(clients: [Client, Client, Client], backend: number) {
    [this.#migrating, this.#other, this.#poller] = clients;
    this.#backend = backend;
  }

  static async open(server: Server): Promise<Stage> {
    const database = await server.createDatabase('phases');
    const migrating = await server.connect(database);
    const { rows } = await migrating.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const clients = [migrating, await server.connect(database), await server.connect('postgres')] as const;
    return new Stage([...clients], rows[0]!.pid);
  }

  async close(): Promise<void> {
    await Promise.all([this.#migrating.end(), this.#other.end(), this.#poller.end()]);
  }

  async polled(one: DdlCase): Promise<[string, LockMode][]> {
    const oids = await this.#prepare(one);
    const seen = await polledLocks(this.#poller, this.#backend, () => this.#migrating.query(one.sql));
    return [...oids].flatMap(([name, oid]) => {
      const mode = seen.get(oid);
      return mode ? [[name, mode] as [string, LockMode]] : [];
    });
  }

  async awaited(one: DdlCase, name: string, wanted: LockMode): Promise<LockMode | null> {
    const oid = (await this.#prepare(one)).get(name)!;
    const table = { oid, name: `case_${this.#schemas}.${name}` };
    return awaitedLock(this.#other, this.#backend, table, wanted, () => this.#migrating.query(one.sql));
  }

  /** The base tables in a schema of their own; OIDs by name. */
  async #prepare({ before }: DdlCase): Promise<Map<string, number>> {
    const schema = `case_${++this.#schemas}`;
    await this.#migrating.query(
      `begin; set local synchronous_commit = off; create schema ${schema}; set search_path = ${schema};
       ${baseTables}; ${before ?? ''}; commit`,
    );
    const { rows } = await this.#migrating.query<{ oid: string; name: string }>(
      `select c.oid, case nspname when 'only_items' then 'only_items.' else '' end || relname as name
         from pg_class c join pg_namespace n on n.oid = relnamespace where nspname in ($1, 'only_items')`,
      [schema],
    );
    return new Map(rows.map(({ oid, name }) => [name, Number(oid)]));
  }
}
