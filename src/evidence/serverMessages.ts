/** What PostgreSQL says of its own work: at DEBUG1 (tablecmds.c, index.c, partbounds.c), of temporary files as LOG (fd.c). */
export type ServerMessage =
  | { kind: 'rewrite' | 'verify'; table: string }
  /** `workers` asked for; 0 where it is built serially. */
  | { kind: 'index'; index: string; table: string; workers: number }
  | { kind: 'foreignKey'; constraint: string }
  /** A check that what is known already made unnecessary. */
  | { kind: 'proven'; table: string; what: 'not null'; column: string }
  | { kind: 'proven'; table: string; what: 'partition constraint' | 'default partition' }
  | { kind: 'temporaryFile'; bytes: number };

/** Names stand between quotes bare, as they are stored, without escaping: the longest match is the name. */
const readers: readonly [RegExp, (groups: string[]) => ServerMessage][] = [
  [/^rewriting table "(.*)"$/s, ([table]) => ({ kind: 'rewrite', table: table! })],
  [/^verifying table "(.*)"$/s, ([table]) => ({ kind: 'verify', table: table! })],
  [
    /^building index "(.*)" on table "(.*)" (?:serially|with request for (\d+) parallel workers?)$/s,
    ([index, table, workers]) => ({
      kind: 'index',
      index: index!,
      table: table!,
      workers: Number(workers ?? 0),
    }),
  ],
  [
    /^validating foreign key constraint "(.*)"$/s,
    ([constraint]) => ({ kind: 'foreignKey', constraint: constraint! }),
  ],
  [
    /^existing constraints on column "(.*)\.(.*)" are sufficient to prove that it does not contain nulls$/s,
    ([table, column]) => ({ kind: 'proven', table: table!, what: 'not null', column: column! }),
  ],
  [
    /^partition constraint for table "(.*)" is implied by existing constraints$/s,
    ([table]) => ({ kind: 'proven', table: table!, what: 'partition constraint' }),
  ],
  [
    /^updated partition constraint for default partition "(.*)" is implied by existing constraints$/s,
    ([table]) => ({ kind: 'proven', table: table!, what: 'default partition' }),
  ],
  [
    /^temporary file: path ".*", size (\d+)$/s,
    ([bytes]) => ({ kind: 'temporaryFile', bytes: Number(bytes) }),
  ],
];

/** Undefined for a message that is not about work. */
export function readServerMessage(message: string): ServerMessage | undefined {
  for (const [pattern, read] of readers) {
    const match = pattern.exec(message);
    if (match) return read(match.slice(1));
  }
  return undefined;
}
