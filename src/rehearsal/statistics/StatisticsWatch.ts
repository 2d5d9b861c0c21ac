import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { vacuumWhole } from '../../dataset/load/vacuum.ts';
import { analyzeExact } from '../../dataset/statistics/analyze.ts';
import { hashStatistics } from '../../dataset/statistics/hashStatistics.ts';
import { type RowStates, readRowStates, unchangedRows } from '../../dataset/statistics/rowStates.ts';
import type { Evidence, RepeatEvidence } from '../../evidence/Evidence.ts';
import type { StatisticsFacts } from '../../evidence/StatisticsEvidence.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { untilAlone } from './untilAlone.ts';
import { workOfAutovacuum } from './workOfAutovacuum.ts';

type Tables = StatisticsFacts['tables'];
type Request = Pick<RehearsalRequest, 'dataset' | 'pending' | 'progress'> & {
  server: Pick<RehearsalRequest['server'], 'superuser'>;
  scenario: Pick<RehearsalRequest['scenario'], 'migrations'>;
};

/** Keeps account of what the planner knows in one repeat, and sees that chance has as little part in it as can be. */
export class StatisticsWatch {
  readonly #request: Request;
  readonly #evidence: Pick<Evidence, 'statistics' | 'notes'>;
  #rows: RowStates = new Map();

  constructor(request: Request, evidence: Pick<Evidence, 'statistics' | 'notes'>) {
    this.#request = request;
    this.#evidence = evidence;
  }

  /** In the repeat's database, before anything is written there. */
  async before(client: Client): Promise<void> {
    const { dataset } = this.#request;
    this.#rows = await readRowStates(client);
    const before = { hash: await hashStatistics(client), tables: [...dataset.statistics] };
    this.#evidence.statistics = { before, after: null };
    this.#sayOfChance(dataset.statistics);
  }

  /** Brings pages and statistics of these tables to rest, as those of the dataset were, and says what they are then. */
  async settle(
    client: Client,
    touched: readonly string[],
    { migrations }: Pick<RepeatEvidence, 'migrations'>,
  ): Promise<void> {
    const { dataset, progress, server } = this.#request;
    if (touched.length > 0) progress.step(`VACUUM and ANALYZE of ${touched.join(', ')}`);
    const unchanged = server.superuser ? await this.#unchanged(client) : undefined;
    await vacuumWhole([client], touched);
    const analyzed: Tables = await analyzeExact(client, touched, {
      limit: dataset.exactRows,
      ...(unchanged ? { unchanged } : {}),
    });
    const sampled = analyzed.filter(({ from }) => from === 'sampled').map(({ name }) => name);
    const { hash = '' } = this.#evidence.statistics?.before ?? {};
    const state = [dataset.key, hash, this.#pendingHash(), ...migrations.map(({ status }) => status)];
    const imported = (await dataset.frozen?.freeze(client, sampled, state)) ?? new Set();
    for (const one of analyzed) if (imported.has(one.name)) one.from = 'imported';
    await this.#after(client, analyzed);
  }

  async #unchanged(client: Client): Promise<ReadonlySet<number>> {
    return (await untilAlone(client)) ? unchangedRows(this.#rows, await readRowStates(client)) : new Set();
  }

  async #after(client: Client, analyzed: Tables): Promise<void> {
    const { statistics } = this.#evidence;
    if (!statistics) return;
    const again = new Set(analyzed.map(({ name }) => name));
    const others = statistics.before.tables.filter(({ name }) => !again.has(name));
    const { rows } = await client.query<{ name: string }>(
      'select name from unnest($1::text[]) name where to_regclass(name) is not null',
      [others.map(({ name }) => name)],
    );
    const left = new Set(rows.map(({ name }) => name));
    const tables = [...others.filter(({ name }) => left.has(name)), ...analyzed];
    statistics.after = { hash: await hashStatistics(client), tables: tables.sort(byName) };
    this.#sayOfChance(analyzed);
    const worked = await workOfAutovacuum(client);
    if (worked.length > 0)
      this.#note(
        `autovacuum worked on ${worked.join(', ')} meanwhile, at a time of its own: plans there may differ by chance`,
      );
  }

  #sayOfChance(tables: Tables): void {
    const { frozen } = this.#request.dataset;
    const chance = tables.filter(({ from }) => from === 'sampled').map(({ name }) => name);
    if (chance.length === 0 || frozen !== null) return;
    this.#note(
      `statistics of ${chance.join(', ')} come from a sample and are not kept: the next build draws another one, and plans there may differ by chance`,
    );
  }

  /** Of what the rows afterwards hang on besides the dataset. */
  #pendingHash(): string {
    const { pending, scenario } = this.#request;
    const texts = pending.map(({ id, up }) => [id, up.statements.map(({ sql }) => sql)]);
    return createHash('sha256')
      .update(JSON.stringify([texts, scenario.migrations.command?.command ?? null]))
      .digest('hex');
  }

  #note(text: string): void {
    this.#evidence.notes = [...new Set([...(this.#evidence.notes ?? []), text])];
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
