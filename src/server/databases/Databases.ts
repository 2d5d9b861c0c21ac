import { type Client, escapeIdentifier } from 'pg';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import type { ConnectOptions } from '../Server.ts';
import { cloneMethodOf } from './CloneMethod.ts';
import { createEmpty } from './createEmpty.ts';
import { createFromTemplate } from './createFromTemplate.ts';
import { setForDatabase } from './databaseSettings.ts';
import { dropDatabase } from './dropDatabase.ts';

export interface DatabasesOptions {
  /** The session of ours; another one after a restart. */
  admin: () => Client;
  connect: (database: string, options?: ConnectOptions) => Promise<Client>;
  postgres: ResolvedPostgres;
  major: number;
  /** Whether its files are at hand, to be kept and taken up again. */
  keepsDatasets: boolean;
  /** Every name begins with it. */
  prefix: string;
  /** What each database gets beyond the server's own settings. */
  settings: Readonly<Record<string, string>>;
}

/** Creates and drops the databases of one run. */
export class Databases {
  readonly #options: DatabasesOptions;
  readonly #names = new Set<string>();
  #cloneMethod;

  constructor(options: DatabasesOptions) {
    this.#options = options;
    this.#cloneMethod = cloneMethodOf(options.major, options.keepsDatasets);
  }

  /** Whole names of those that exist. */
  get names(): string[] {
    return [...this.#names];
  }

  /** Gives the whole name. */
  async create(name: string, template?: string): Promise<string> {
    const { postgres, major, settings } = this.#options;
    const admin = this.#options.admin();
    const whole = this.#options.prefix + name;
    if (Buffer.byteLength(whole) > 63) throw new Error(`the database name ${whole} is longer than 63 bytes`);
    if (template === undefined) await createEmpty(admin, whole, postgres, major);
    else this.#cloneMethod = await createFromTemplate(admin, whole, template, this.#cloneMethod);
    this.#names.add(whole);
    await setForDatabase(admin, whole, settings);
    if (template === undefined) await this.#createExtensions(whole);
    return whole;
  }

  async drop(whole: string): Promise<void> {
    if (!whole.startsWith(this.#options.prefix)) throw new Error(`the database ${whole} is not of this run`);
    await dropDatabase(this.#options.admin(), whole);
    this.#names.delete(whole);
  }

  /** Takes over a database that another run has made. Gives its new whole name. */
  async adopt(database: string, name: string): Promise<string> {
    const whole = this.#options.prefix + name;
    await this.#options
      .admin()
      .query(`alter database ${escapeIdentifier(database)} rename to ${escapeIdentifier(whole)}`);
    this.#names.add(whole);
    return whole;
  }

  async #createExtensions(database: string): Promise<void> {
    const { connect, postgres } = this.#options;
    if (postgres.extensions.length === 0) return;
    const client = await connect(database);
    try {
      for (const extension of postgres.extensions) {
        await client.query(`create extension if not exists ${escapeIdentifier(extension)} cascade`);
      }
    } finally {
      await client.end();
    }
  }
}
