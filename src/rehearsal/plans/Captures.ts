import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { Evidence } from '../../evidence/Evidence.ts';
import type { CaptureEvidence, QueryEvidence } from '../../evidence/QueryEvidence.ts';
import type { ResolvedQuery } from '../../scenario/ResolvedScenario.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { captureQuery } from './captureQuery.ts';
import { addCatalog } from './catalog/addCatalog.ts';
import { type BoundParameters, bindParameters } from './parameters.ts';

/** Stands where a capture was not made. */
export const notCaptured: CaptureEvidence = { serial: null, shape: null, latencies: [], error: null };

/** The captures of every key query and parameter set, three times around the migrations. */
export class Captures {
  readonly #request: RehearsalRequest;
  readonly #evidence: Evidence;
  #bound: { query: ResolvedQuery; parameters: BoundParameters; evidence: QueryEvidence }[] = [];

  constructor(request: RehearsalRequest, evidence: Evidence) {
    this.#request = request;
    this.#evidence = evidence;
  }

  async before(client: Client): Promise<void> {
    const { queries, now } = this.#request.scenario;
    for (const query of queries) {
      for (const parameters of await bindParameters(client, `'${query.name}'`, query.parameters, now)) {
        const evidence: QueryEvidence = {
          name: query.name,
          sql: query.sql,
          parameters: parameters.name,
          before: notCaptured,
          afterDeploy: notCaptured,
          after: notCaptured,
        };
        this.#bound.push({ query, parameters, evidence });
        this.#evidence.queries.push(evidence);
      }
    }
    await this.#capture(client, 'before', !this.#drops('latency'));
    for (const { evidence } of this.#bound) refuseUnfit(evidence);
  }

  async afterDeploy(client: Client): Promise<void> {
    if (!this.#drops('afterDeploy')) await this.#capture(client, 'afterDeploy', false);
  }

  async after(client: Client): Promise<void> {
    await this.#capture(client, 'after', !this.#drops('latency'));
  }

  async #capture(client: Client, when: 'before' | 'afterDeploy' | 'after', latency: boolean): Promise<void> {
    // What writes leaves dead rows behind, although it is rolled back: it comes last.
    const readsFirst = [...this.#bound].sort((a, b) => Number(b.query.readonly) - Number(a.query.readonly));
    for (const { query, parameters, evidence } of readsFirst) {
      this.#request.progress.step(`plan of ${query.name} (${parameters.name}), ${words[when]}`);
      const tooSlow = (limitMs: number) => {
        const sentence = `the work of ${query.name} (${parameters.name}): it takes more than ${limitMs / 1000} s`;
        if (!this.#evidence.notObserved.includes(sentence)) this.#evidence.notObserved.push(sentence);
      };
      evidence[when] = await captureQuery(client, query.sql, parameters.values, { latency, tooSlow });
    }
    await addCatalog(client, this.#evidence, when);
  }

  #drops(stage: 'latency' | 'afterDeploy'): boolean {
    return this.#bound.length > 0 && this.#request.timeLimit.drops(stage, this.#evidence.notObserved);
  }
}

const words = { before: 'before', afterDeploy: 'right after deploy', after: 'after' } as const;

/**
 * Codes by which the server refuses a value for $1 (errcodes.txt): protocol_violation for their number,
 * indeterminate_datatype, and of class 22 what the input functions of types answer.
 */
const unfit = new Set(['08P01', '42P18', '22P02', '22P03', '22003', '22007', '22008', '22021']);

/** Parameters that do not fit before the migrations are the author's mistake, and no finding about the migrations. */
function refuseUnfit({ name, sql, parameters, before: { error } }: QueryEvidence): void {
  if (!error || !unfit.has(error.code) || !/\$\d/.test(sql)) return;
  throw new PgrehearseError(
    'query/parameters',
    `the parameters '${parameters}' of key query '${name}' do not fit`,
    {
      detail: `${error.message} (PostgreSQL's code ${error.code}); in: ${sql}`,
      hint: 'Give a value of the type that the query expects there, or write the type behind it, such as $1::bigint.',
    },
  );
}
