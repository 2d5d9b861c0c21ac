import type { FileCopy } from './local/FileCopy.ts';

/** Keeps the files of a server of ours while it is stopped, and takes up those that another run has kept. */
export interface Snapshots {
  /** Where the server's files are. */
  readonly directory: string;
  /** What the files depend on beside the databases: programs, platform, encoding, locale, settings. */
  readonly layout: Readonly<Record<string, unknown>>;
  /**
   * Stops the server in good order, puts its files into `<folder>/data` and starts it again. The database is one
   * that nobody can connect to: its files are not written any more. Throws where they cannot be kept.
   */
  save(database: string, folder: string): Promise<SavedCluster>;
  /**
   * Takes up the files in `<folder>/data`, which stay as they are; the server's own databases are gone then. Where
   * it throws, the server is as it was. Gives the database's whole name, as one of this run.
   */
  load(saved: SavedCluster, folder: string, name: string): Promise<{ database: string; how: FileCopy }>;
}

export interface SavedCluster {
  /** The whole name of the database that was kept. */
  database: string;
  /** Its OID, which names its folder below `base`. */
  oid: number;
}
