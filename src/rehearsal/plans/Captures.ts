import { relative } from 'node:path';
import type { Client } from 'pg';
import type { Evidence } from '../../evidence/Evidence.ts';
import type { CaptureEvidence, QueryEvidence } from '../../evidence/QueryEvidence.ts';
import type { ResolvedQuery } from '../../scenario/ResolvedScenario.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { type BoundQuery, nameOf } from './BoundQuery.ts';
import { captureQuery } from './captureQuery.ts';
import { addCatalog } from './catalog/addCatalog.ts';
import { checkSessions } from './checkSessions.ts';
import { overLimit } from './overLimit.ts';
import { bindParameters } from './parameters.ts';
import { refuseUnfit } from './refuseUnfit.ts';

type When = 'before' | 'afterDeploy' | 'after';

/** Stands where a capture was not made. */
export const notCaptured: CaptureEvidence = { serial: null, shape: null, latencies: [], error: null };

/** The captures of every key query and parameter set, three times around the migrations. */
export class Captures {
  readonly #request: RehearsalRequest;
  readonly #evidence: Evidence;
  readonly #bound: BoundQuery[] = [];

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
    const { queries, now } = this.#request.scenario;
    await checkSessions(client, queries);
    for (const query of queries) {
      for (const { name, values } of await bindParameters(client, `'${query.name}'`, query.parameters, now)) {
        const evidence = blankEvidence(query, name);
        this.#bound.push({ query, values, evidence });
        this.#evidence.queries.push(evidence);
      }
    }
    await this.#capture(client, 'before');
    const private_ = this.#request.scenario.dataSource !== null;
    for (const bound of this.#bound) refuseUnfit(bound, private_);
  }

  async afterDeploy(client: Client): Promise<void> {
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

  #say(sentence: string): void {
    const { notObserved } = this.#evidence;
    if (!notObserved.includes(sentence)) notObserved.push(sentence);
  }

  /** A query of a relation that the migrations make has nothing to be held against. */
  #sayUnlike(bound: BoundQuery): void {
    const { before, after } = bound.evidence;
    if (!before.error || after.error) return;
    this.#evidence.notes ??= [];
    this.#evidence.notes.push(
      `${nameOf(bound)} fails before the migrations (PostgreSQL's code ${before.error.code}) and not after them: its plan is compared with none`,
    );
  }
}

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
