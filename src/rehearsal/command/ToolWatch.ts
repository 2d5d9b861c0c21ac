import type { Client } from 'pg';
import { messageOf } from '../../errors.ts';
import type { LogPosition } from '../../server/log/ServerLog.ts';
import type { Server } from '../../server/Server.ts';
import { addLockTriggers, dropLockTriggers } from './lockTriggers.ts';
import type { ObservedStatement } from './ObservedStatement.ts';
import { readStatements } from './readStatements.ts';
import { logNoStatements, logStatements } from './statementLog.ts';

/** Sessions of ours are called by this. */
const ours = /^pgrehearse\b/;

/** The server's account of what a tool does in a database: its log, and event triggers that write into it. */
export class ToolWatch {
  /** What it could not see, a sentence each. */
  readonly notObserved: string[] = [];
  readonly #server: Server;
  readonly #client: Client;
  readonly #database: string;
  #from: LogPosition | null = null;
  #triggers = false;

  private constructor(server: Server, client: Client, database: string) {
    this.#server = server;
    this.#client = client;
    this.#database = database;
  }

  /** For sessions that begin from now on; those of the rehearsal must have begun. */
  static async start(server: Server, client: Client, database: string): Promise<ToolWatch> {
    const watch = new ToolWatch(server, client, database);
    await watch.#start();
    return watch;
  }

  async #start(): Promise<void> {
    const { log, superuser } = this.#server;
    if (!log || !superuser) {
      const why = superuser ? 'the server’s log cannot be read here' : 'its role is no superuser';
      this.notObserved.push(
        `statements of the command, their notices and their locks after each: ${why}; locks are those that samples show`,
      );
      return;
    }
    this.#from = await log.position();
    try {
      await addLockTriggers(this.#client);
      this.#triggers = true;
    } catch (error) {
      this.notObserved.push(`locks right after each DDL command of the tool: ${messageOf(error)}`);
    }
    await logStatements(this.#client, this.#database);
  }

  /** Once the tool's sessions are gone: what they ran. Nothing of the watch is left in the database, where that is still there. */
  async finish(isThere: boolean): Promise<ObservedStatement[]> {
    if (!this.#from) return [];
    if (isThere) await logNoStatements(this.#client, this.#database);
    if (isThere && this.#triggers) await dropLockTriggers(this.#client);
    try {
      const { records } = await this.#server.log!.read(
        this.#from,
        ({ database, applicationName = '' }) => database === this.#database && !ours.test(applicationName),
      );
      return await readStatements(records);
    } catch (error) {
      this.notObserved.push(
        `statements of the command: the server’s log cannot be read: ${messageOf(error)}`,
      );
      return [];
    }
  }
}
