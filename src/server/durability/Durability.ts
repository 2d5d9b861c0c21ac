/** Turns a server's durability off and on; each kind of server lets us do it in another way. */
export interface Durability {
  set(mode: 'off' | 'production'): Promise<void>;
  /** A database was created, where it has to be told one by one. */
  created?(database: string): Promise<void>;
  /** Leaves the server's settings as they were found. Idempotent. */
  restore(): Promise<void>;
}

/**
 * What makes a crash survivable and a load slow. With these off a crash may lose or corrupt everything, which
 * a disposable server can afford while it is filled.
 */
export const durabilitySettings = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;
export const durabilityOff = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } as const;
