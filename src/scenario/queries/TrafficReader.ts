import { fieldPath, type Problem } from '../checking/problems.ts';
import type { CheckedScenario } from '../checking/scenarioSchema.ts';
import type { NamedSet, ResolvedTraffic } from '../ResolvedScenario.ts';
import type { Signature } from './ordered.ts';
import { type PreparedQuery, prepareQuery } from './PreparedQuery.ts';
import { queryProblem } from './queryProblem.ts';
import type { ReadQuery } from './resolveKeyQuery.ts';
import { type GivenParameters, resolveSets } from './resolveSets.ts';

export type CheckedTraffic = NonNullable<CheckedScenario['traffic']>[number];
type Steps = NonNullable<CheckedTraffic['transaction']>;

interface Item {
  steps: ResolvedTraffic['steps'];
  parameters: NamedSet[];
}

/** Reads the statements of one item of the traffic, and adds what is wrong with them to its problems. */
export class TrafficReader {
  readonly #path: PropertyKey[];
  readonly #owner: string;
  readonly #now: number;
  readonly #problems: Problem[];

  constructor(path: PropertyKey[], name: string, now: number, problems: Problem[]) {
    this.#path = path;
    this.#owner = `traffic '${name}'`;
    this.#now = now;
    this.#problems = problems;
  }

  async read(item: CheckedTraffic, named: ReadQuery | undefined): Promise<Item> {
    if (item.transaction) return this.#transaction(item.transaction, item.parameters);
    if (item.query !== undefined) {
      // A key query that is wrong, or not there, is said where it stands.
      if (!named) return { steps: [], parameters: [] };
      const { prepared, resolved } = named;
      const own = item.parameters && (await this.#sets(this.#path, prepared, item.parameters));
      return { steps: [stepOf(prepared)], parameters: own ?? resolved.parameters };
    }
    const prepared = await this.#prepared([...this.#path, 'sql'], item.sql ?? '', true);
    if (!prepared) return { steps: [], parameters: [] };
    return { steps: [stepOf(prepared)], parameters: await this.#sets(this.#path, prepared, item.parameters) };
  }

  /** Each statement has parameters of its own, or takes its part of those that its transaction has drawn. */
  async #transaction(steps: Steps, drawn: GivenParameters | undefined): Promise<Item> {
    const resolved: ResolvedTraffic['steps'] = [];
    const taking: { step: { takes: number[] }; prepared: PreparedQuery }[] = [];
    for (const [i, step] of steps.entries()) {
      if ('think' in step) {
        resolved.push({ thinkMs: step.think });
        continue;
      }
      const inside = [...this.#path, 'transaction', i];
      const prepared = await this.#prepared([...inside, 'sql'], step.sql, false);
      if (!prepared) continue;
      if (prepared.kind === 'TransactionStmt')
        this.#wrong(
          [...inside, 'sql'],
          'expected no transaction control; BEGIN and COMMIT are sent around it',
        );
      const parameters = step.parameters ? await this.#sets(inside, prepared, step.parameters) : null;
      const own = { ...stepOf(prepared), parameters };
      if (parameters === null) taking.push({ step: own, prepared });
      resolved.push(own);
    }
    if (steps.every((step) => 'think' in step))
      this.#wrong([...this.#path, 'transaction'], 'expected a statement, found none');
    const signature = this.#together(taking.map(({ prepared }) => prepared));
    for (const { step, prepared } of taking)
      if (prepared.names) step.takes = prepared.names.map((name) => signature.names!.indexOf(name));
    return { steps: resolved, parameters: await this.#sets(this.#path, signature, drawn) };
  }

  /** What the statements of a transaction take of one row. */
  #together(statements: readonly PreparedQuery[]): Signature {
    const names = [...new Set(statements.flatMap((one) => one.names ?? []))];
    const numbered = Math.max(0, ...statements.map(({ names: own, count }) => (own ? 0 : count)));
    if (names.length > 0 && numbered > 0)
      this.#wrong(
        [...this.#path, 'transaction'],
        `expected named or numbered parameters, found $1 besides :${names[0]}`,
      );
    return names.length > 0 ? { names, count: names.length } : { names: null, count: numbered };
  }

  async #prepared(path: PropertyKey[], sql: string, explained: boolean): Promise<PreparedQuery | null> {
    const prepared = await prepareQuery(sql, { explained, still: false });
    if (!Array.isArray(prepared)) return prepared;
    const place = { field: fieldPath(path), file: null, whole: sql, start: 0 };
    this.#problems.push(...prepared.map((fault) => queryProblem(place, fault)));
    return null;
  }

  async #sets(
    path: PropertyKey[],
    signature: Signature,
    given: GivenParameters | undefined,
  ): Promise<NamedSet[]> {
    const { sets, problems } = await resolveSets(signature, given, {
      path,
      owner: this.#owner,
      now: this.#now,
      otherwise: null,
      mayBeAuto: false,
    });
    this.#problems.push(...problems);
    return sets;
  }

  #wrong(path: PropertyKey[], fault: string): void {
    this.#problems.push({ field: fieldPath(path), fault });
  }
}

function stepOf({ sql, count }: PreparedQuery): { sql: string; parameters: null; takes: number[] } {
  return { sql, parameters: null, takes: Array.from({ length: count }, (_, i) => i) };
}
