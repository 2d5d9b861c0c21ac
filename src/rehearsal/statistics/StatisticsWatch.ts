import type { Client } from 'pg';
import { vacuumWhole } from '../../dataset/load/vacuum.ts';
import { analyzeExact } from '../../dataset/statistics/analyze.ts';
import { hashStatistics } from '../../dataset/statistics/hashStatistics.ts';
import type { Evidence } from '../../evidence/Evidence.ts';
import type { StatisticsFacts } from '../../evidence/StatisticsEvidence.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { workOfAutovacuum } from './workOfAutovacuum.ts';

/** Keeps account of what the planner knows in one repeat, and sees that chance has as little part in it as can be. */
export class StatisticsWatch {
  readonly #request: RehearsalRequest;
  readonly #evidence: Evidence;

  constructor(request: RehearsalRequest, evidence: Evidence) {
    this.#request = request;
    this.#evidence = evidence;
  }

  async before(client: Client): Promise<void> {
    const { statistics } = this.#request.dataset;
    const before = { hash: await hashStatistics(client), tables: [...statistics] };
    this.#evidence.statistics = { before, after: null };
    const chance = statistics.filter(({ from }) => from === 'sampled').map(({ name }) => name);
    if (chance.length > 0)
      this.#note(
        `statistics of ${chance.join(', ')} come from a sample, which is another one in the next build: plans there may differ by chance`,
      );
  }

  /** Brings pages and statistics of these tables to rest, as those of the dataset were, and says what they are then. */
  async settle(client: Client, touched: readonly string[]): Promise<void> {
    const { step } = this.#request.progress;
    if (touched.length > 0) step(`VACUUM and ANALYZE of ${touched.join(', ')}`);
    await vacuumWhole([client], touched);
    const analyzed = touched.length > 0 ? await analyzeExact(client, touched) : [];
    await this.#after(client, analyzed);
  }

  async #after(client: Client, analyzed: StatisticsFacts['tables']): Promise<void> {
    const { statistics } = this.#evidence;
    if (!statistics) return;
    const again = new Set(analyzed.map(({ name }) => name));
    const others = statistics.before.tables.filter(({ name }) => !again.has(name));
    const { rows } = await client.query<{ name: string }>(
      'select name from unnest($1::text[]) name where to_regclass(name) is not null',
      [others.map(({ name }) => name)],
    );
    const left = new Set(rows.map(({ name }) => name));
    const tables = [...others.filter(({ name }) => left.has(name)), ...analyzed].map(
      ({ name, rows, from }) => ({
        name,
        rows,
        from,
      }),
    );
    statistics.after = { hash: await hashStatistics(client), tables: tables.sort(byName) };
    const worked = await workOfAutovacuum(client);
    if (worked.length > 0)
      this.#note(
        `autovacuum worked on ${worked.join(', ')} meanwhile, at a time of its own: plans there may differ by chance`,
      );
  }

  #note(text: string): void {
    this.#evidence.notes = [...new Set([...(this.#evidence.notes ?? []), text])];
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
