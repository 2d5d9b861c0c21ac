import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import { backendOf } from '../backendOf.ts';

export interface Connection {
  client: Client;
  backend: number;
}

/** What waits for a connection. */
export interface Customer {
  /** When its next statement was due; Infinity where none waits. */
  readonly dueMs: number;
  /** Runs that statement; never rejects. `lost`: the connection is of no use any more. */
  serve(connection: Connection): Promise<'kept' | 'lost'>;
  /** A connection could not be opened. */
  refused(error: unknown): void;
}

/** After a connection could not be opened, the next attempt waits so long. */
const retryMs = 250;

/** An application's connections: opened as they are needed, and given to what was due first. */
export class ConnectionPool {
  /** Process ids of all backends it has had. */
  readonly backends = new Set<number>();
  readonly #connect: () => Promise<Client>;
  readonly #size: number;
  readonly #customers: Customer[] = [];
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  #opening = 0;
  #closed = false;
  #refused = false;

  constructor(connect: () => Promise<Client>, size: number) {
    this.#connect = connect;
    this.#size = size;
  }

  /** Opens the first connection. @throws what the server answers */
  async start(): Promise<void> {
    if (this.#open.size === 0) this.#idle.push(await this.#connected());
  }

  /** Whether it has no connection, and the last that it asked for was refused. */
  get unreachable(): boolean {
    return this.#refused && this.#open.size === 0;
  }

  join(customer: Customer): void {
    this.#customers.push(customer);
  }

  /** Gives connections to those who wait, as far as there are any. */
  dispatch(): void {
    for (;;) {
      const next = this.#customers.reduce((first, one) => (one.dueMs < first.dueMs ? one : first));
      if (next.dueMs === Number.POSITIVE_INFINITY) return;
      const connection = this.#idle.pop();
      if (connection) void this.#serve(next, connection);
      else {
        if (this.#open.size + this.#opening < this.#size && !this.#closed) void this.#openFor(next);
        return;
      }
    }
  }

  /** Ends every connection, those that still wait for an answer included. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#open].map(({ client }) => client.end()));
  }

  async #serve(customer: Customer, connection: Connection): Promise<void> {
    const state = await customer.serve(connection);
    if (state === 'kept') this.#idle.push(connection);
    else {
      this.#open.delete(connection);
      void connection.client.end().catch(() => undefined);
    }
    if (!this.#closed) this.dispatch();
  }

  async #openFor(customer: Customer): Promise<void> {
    this.#opening++;
    try {
      this.#idle.push(await this.#connected());
    } catch (error) {
      this.#refused = true;
      customer.refused(error);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    } finally {
      this.#opening--;
    }
    if (!this.#closed) this.dispatch();
  }

  async #connected(): Promise<Connection> {
    const client = await this.#connect();
    const connection = { client, backend: await backendOf(client) };
    this.backends.add(connection.backend);
    this.#open.add(connection);
    this.#refused = false;
    return connection;
  }
}

/** Whether an error means that a connection is of no use any more. */
export function isLost(error: unknown): boolean {
  return error instanceof PgrehearseError && error.code === 'server/connection-lost';
}
