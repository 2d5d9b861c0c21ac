import type { PgrehearseError } from '../../errors.ts';

/** Where rows come from that are not generated: a dump, or a program of the author's. */
export interface DataSource {
  /** What its rows depend on, as far as can be known without loading them. */
  identity(): Promise<unknown>;
  /** Whether it makes the tables itself; otherwise the base is prepared first. */
  bringsSchema(): Promise<boolean>;
  /** Bytes of what is loaded, a lower bound; null where it cannot be known. */
  leastBytes(): Promise<number | null>;
  /** Fills a database. @throws PgrehearseError `data/…`, `disk/full`, `server/…` */
  fill(database: string, step: (text: string) => void): Promise<void>;
  /** For where it ended well and no table has a row more. */
  broughtNothing(): PgrehearseError;
}
