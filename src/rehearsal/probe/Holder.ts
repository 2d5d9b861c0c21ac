import type { Client } from 'pg';
import type { RelationFacts } from '../../evidence/RelationFacts.ts';
import { backendOf } from '../backendOf.ts';

/** A transaction that keeps the weakest lock which every strong mode waits for. */
export class Holder {
  readonly relation: RelationFacts;
  readonly backend: number;
  readonly #client: Client;

  private constructor(relation: RelationFacts, client: Client, backend: number) {
    this.relation = relation;
    this.#client = client;
    this.backend = backend;
  }

  /** @throws where the relation cannot be locked, as where its schema is closed to us */
  static async open(relation: RelationFacts, client: Client): Promise<Holder> {
    const holder = new Holder(relation, client, await backendOf(client));
    await holder.#take();
    return holder;
  }

  /** Ends the transaction and begins another: for who waits for all transactions of a moment to end. */
  async renew(): Promise<void> {
    await this.#client.query('ROLLBACK');
    await this.#take();
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => undefined);
  }

  /** Without a snapshot of its own between statements, so that nothing but the lock is in anybody's way. */
  async #take(): Promise<void> {
    const { kind, name } = this.relation;
    await this.#client.query(
      kind === 'm'
        ? `BEGIN; SELECT FROM ${name} LIMIT 0`
        : `BEGIN; LOCK TABLE ONLY ${name} IN ROW EXCLUSIVE MODE`,
    );
  }
}
