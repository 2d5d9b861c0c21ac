import { relative } from 'node:path';
import type { Client } from 'pg';
import type { Evidence } from '../../evidence/Evidence.ts';
import type { CaptureEvidence, QueryEvidence } from '../../evidence/QueryEvidence.ts';
import type { ResolvedQuery } from '../../scenario/ResolvedScenario.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { type BoundQuery, nameOf } from './BoundQuery.ts';
import { type BindContext, type BoundParameters, bindParameters, chosen } from './bindParameters.ts';
import { captureQuery } from './captureQuery.ts';
import { addCatalog } from './catalog/addCatalog.ts';
import { checkSessions } from './checkSessions.ts';
import { overLimit } from './overLimit.ts';
import { leftOut, refuseUnfit } from './refuseUnfit.ts';

type When = 'before' | 'afterDeploy' | 'after';

/** Stands where a capture was not made. */
export const notCaptured: CaptureEvidence = { serial: null, shape: null, latencies: [], error: null };

/** The captures of every key query and parameter set, three times around the migrations. */
export class Captures {
  readonly #request: RehearsalRequest;
  readonly #evidence: Evidence;
  readonly #bound: BoundQuery[] = [];
  readonly #ordinary = new Map<string, string>();

  constructor(request: RehearsalRequest, evidence: Evidence) {
    this.#request = request;
    this.#evidence = evidence;
  }

  /** Key queries by their parameter sets, once `before` has read the values. */
  get bound(): readonly BoundQuery[] {
    return this.#bound;
  }

  /** Whether a key query writes: what it leaves, though rolled back, must not be there for anything else. */
  get write(): boolean {
    return this.#request.scenario.queries.some(({ readonly }) => !readonly);
  }

  /** @throws PgrehearseError `query/…`, `scenario/role` where a query cannot be run as its author wrote it */
  async before(client: Client): Promise<void> {
    const { queries } = this.#request.scenario;
    await checkSessions(client, queries);
    for (const query of queries) {
      if (query.parameters.some(({ set }) => set === 'auto'))
        this.#request.progress.step(`choosing the parameters of ${query.name}`);
      for (const one of await bindParameters(client, query, this.#context)) this.#add(query, one);
    }
    this.#sayOrdinary();
    await this.#capture(client, 'before');
    for (const bound of [...this.#bound]) {
      const why = leftOut(bound);
      if (why === null) refuseUnfit(bound, this.#context.hidden);
      else this.#leaveOut(bound, why);
    }
  }

  async afterDeploy(client: Client): Promise<void> {
    await this.#chooseAwaited(client);
    if (!this.drops('afterDeploy')) await this.#capture(client, 'afterDeploy');
  }

  async after(client: Client): Promise<void> {
    await this.#capture(client, 'after');
    for (const bound of this.#bound) this.#sayUnlike(bound);
  }

  /** Whether there are key queries and no time for a part of what is seen of them. */
  drops(stage: 'results' | 'latency' | 'afterDeploy'): boolean {
    return this.#bound.length > 0 && this.#request.timeLimit.drops(stage, this.#evidence.notObserved);
  }

  async #capture(client: Client, when: When): Promise<void> {
    const { major } = this.#request.server;
    // What writes leaves dead rows behind, although it is rolled back: it comes last.
    const readsFirst = [...this.#bound].sort((a, b) => Number(b.query.readonly) - Number(a.query.readonly));
    for (const bound of readsFirst) {
      this.#request.progress.step(`plan of ${nameOf(bound)}, ${words[when]}`);
      const { evidence } = bound;
      // What was over its limit before is given another chance once, at the end, where it may have become faster.
      const execute = when !== 'afterDeploy' || evidence.before.overLimitMs === undefined;
      evidence[when] = await captureQuery(client, bound, { major, execute });
      const limit = evidence[when].overLimitMs;
      if (limit !== undefined) this.#say(`the work of ${nameOf(bound)} ${words[when]}: ${overLimit(limit)}`);
    }
    await addCatalog(client, this.#evidence, when);
  }

  get #context(): BindContext {
    const { scenario, dataset } = this.#request;
    const hidden = scenario.dataSource !== null;
    return {
      now: scenario.now,
      tables: dataset.tables,
      hidden,
      ordinary: (query, parameters) => void this.#ordinary.set(query, parameters),
    };
  }

  #add(query: ResolvedQuery, { name, values, from }: BoundParameters): BoundQuery {
    const bound = { query, values, from, evidence: blankEvidence(query, name) };
    this.#bound.push(bound);
    this.#evidence.queries.push(bound.evidence);
    return bound;
  }

  #leaveOut(bound: BoundQuery, why: string): void {
    this.#bound.splice(this.#bound.indexOf(bound), 1);
    const { queries } = this.#evidence;
    queries.splice(queries.indexOf(bound.evidence), 1);
    this.#note(`${nameOf(bound)} is left out: ${why}`);
  }

  /** Parameters of a query that the schema before the migrations does not fit are chosen once it does. */
  async #chooseAwaited(client: Client): Promise<void> {
    for (const bound of this.#bound.filter(({ from }) => from === 'awaited')) {
      const { query, evidence } = bound;
      const named = query.parameters.find(({ name }) => name === evidence.parameters);
      const sets = await chosen(client, query, named ?? { name: 'auto' }, [], this.#context);
      if (sets.some(({ from }) => from === 'awaited')) continue;
      for (const set of sets) this.#add(query, set).evidence.before = evidence.before;
      this.#bound.splice(this.#bound.indexOf(bound), 1);
      this.#evidence.queries.splice(this.#evidence.queries.indexOf(evidence), 1);
    }
    this.#sayOrdinary();
  }

  /** One sentence for all: a workload may have hundreds of them. */
  #sayOrdinary(): void {
    const all = [...this.#ordinary].map(([query, parameters]) => `${parameters} of ${query}`);
    this.#ordinary.clear();
    if (all.length === 0) return;
    const shown = all.slice(0, namedParameters).join('; ');
    const more =
      all.length > namedParameters ? `; and those of ${all.length - namedParameters} more queries` : '';
    this.#note(
      `parameters that are compared with no column got ordinary values of their types: ${shown}${more}`,
    );
  }

  #note(sentence: string): void {
    this.#evidence.notes ??= [];
    if (!this.#evidence.notes.includes(sentence)) this.#evidence.notes.push(sentence);
  }

  #say(sentence: string): void {
    const { notObserved } = this.#evidence;
    if (!notObserved.includes(sentence)) notObserved.push(sentence);
  }

  /** A query of a relation that the migrations make has nothing to be held against. */
  #sayUnlike(bound: BoundQuery): void {
    const { before, after } = bound.evidence;
    if (!before.error || after.error) return;
    this.#note(
      `${nameOf(bound)} fails before the migrations (PostgreSQL's code ${before.error.code}) and not after them: its plan is compared with none`,
    );
  }
}

const namedParameters = 3;
const words = { before: 'before', afterDeploy: 'right after deploy', after: 'after' } as const;

function blankEvidence(query: ResolvedQuery, parameters: string): QueryEvidence {
  const { name, sql, file, role, settings, workload, result } = query;
  return {
    name,
    sql,
    parameters,
    ...(file === null ? {} : { file: relative(process.cwd(), file) }),
    ...(role === null ? {} : { role }),
    ...(Object.keys(settings).length === 0 ? {} : { settings }),
    ...(workload === null ? {} : { workload }),
    ...(result === null ? {} : { declaredResult: result }),
    before: notCaptured,
    afterDeploy: notCaptured,
    after: notCaptured,
  };
}
