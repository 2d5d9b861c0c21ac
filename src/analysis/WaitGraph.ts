import { strongEnough } from '../evidence/LockMode.ts';
import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { BackendFacts, WaitEvidence } from '../evidence/WaitEvidence.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { conflict } from './lockConflicts.ts';
import { statementWindows } from './statementWindows.ts';

/** A migration with the locks that it held in one repeat. */
export interface Held {
  migration: MigrationEvidence;
  holds: readonly HoldInterval[];
}

/** A statement of a migration, from 1. */
export interface Cause {
  migration: string;
  statement: number;
}

/** Who waited for whom in one repeat. */
export class WaitGraph {
  readonly waits: readonly WaitEvidence[];
  readonly #held: readonly Held[];
  readonly #backends: ReadonlyMap<number, BackendFacts>;
  readonly #ofBackend = new Map<number, WaitEvidence[]>();
  readonly #roots = new Map<WaitEvidence, Cause | null>();

  constructor(waits: readonly WaitEvidence[], held: readonly Held[], backends: readonly BackendFacts[]) {
    this.waits = waits;
    this.#held = held;
    this.#backends = new Map(backends.map((facts) => [facts.backend, facts]));
    for (const wait of waits) {
      const own = this.#ofBackend.get(wait.backend);
      if (own) own.push(wait);
      else this.#ofBackend.set(wait.backend, [wait]);
    }
  }

  who(backend: number): BackendFacts {
    return this.#backends.get(backend) ?? { backend, role: 'other', name: '' };
  }

  waitsOf(backend: number): readonly WaitEvidence[] {
    return this.#ofBackend.get(backend) ?? [];
  }

  /**
   * Who was directly in front: of the queue those whose request conflicts, and of the holders those whose lock does,
   * where their modes are known.
   */
  blockersOf(wait: WaitEvidence): number[] {
    const queue = wait.queue.filter((backend) => {
      const theirs = this.#waitOf(backend, wait);
      return theirs !== undefined && (byRow(wait) || conflict(theirs.mode, wait.mode));
    });
    const holders = wait.holders.filter((backend) => {
      // Whoever holds nothing that conflicts is not in the way; of others the modes are not known.
      return byRow(wait) || !knownHarmless(this.#migrationsOf(backend), wait);
    });
    return [...holders, ...queue];
  }

  /** The migration's statement that is at the root of a wait: directly, or through others that wait for it. */
  rootOf(wait: WaitEvidence): Cause | null {
    const known = this.#roots.get(wait);
    if (known !== undefined) return known;
    const root = this.#rootOf(wait, new Set());
    this.#roots.set(wait, root);
    return root;
  }

  /** The statement that a migrating backend ran then. */
  causeAt(backend: number, wait: Pick<WaitEvidence, 'startMs' | 'endMs'>): Cause | null {
    const own = this.#migrationOf(backend, wait);
    return own ? causeOf(own.migration, wait.startMs) : null;
  }

  /** The statement of a migrating backend that a wait was for: the one that took the lock, else the one that ran. */
  inTheWay(backend: number, wait: WaitEvidence): Cause | null {
    return takenBy(this.#migrationsOf(backend), wait) ?? this.causeAt(backend, wait);
  }

  #rootOf(wait: WaitEvidence, seen: Set<WaitEvidence>): Cause | null {
    seen.add(wait);
    const blockers = this.blockersOf(wait);
    for (const backend of blockers) {
      const cause = this.inTheWay(backend, wait);
      if (cause) return cause;
    }
    for (const backend of blockers) {
      const theirs = this.#waitOf(backend, wait);
      const cause = theirs && !seen.has(theirs) ? this.#rootOf(theirs, seen) : null;
      if (cause) return cause;
    }
    return null;
  }

  /** The one that overlaps longest. */
  #waitOf(backend: number, during: WaitEvidence): WaitEvidence | undefined {
    return longest(
      this.waitsOf(backend).filter((wait) => wait !== during),
      (wait) => shared(wait, during),
    );
  }

  #migrationOf(backend: number, wait: Pick<WaitEvidence, 'startMs' | 'endMs'>): Held | undefined {
    return longest(this.#migrationsOf(backend), ({ migration: { startedMs, finishedMs } }) =>
      startedMs === null
        ? 0
        : shared({ startMs: startedMs, endMs: finishedMs ?? Number.POSITIVE_INFINITY }, wait),
    );
  }

  /** Those that were run on a backend, or of which it was a parallel worker. */
  #migrationsOf(backend: number): Held[] {
    const facts = this.#backends.get(backend);
    return this.#held.filter(
      ({ migration }) =>
        migration.backend === backend || (facts?.role === 'migration' && facts.name === migration.id),
    );
  }
}

/** For a row: whoever has it is in the way, whatever the modes. */
function byRow({ target }: WaitEvidence): boolean {
  return target !== 'relation';
}

function knownHarmless(held: readonly Held[], wait: WaitEvidence): boolean {
  const own = held
    .flatMap(({ holds }) => holds)
    .filter((hold) => hold.oid === wait.on && overlaps(hold, wait));
  return own.length > 0 && !own.some(({ mode }) => conflict(mode, wait.mode));
}

/** The statement whose lock on the same relation was in the way longest. */
function takenBy(held: readonly Held[], wait: WaitEvidence): Cause | null {
  const inTheWay = held.flatMap(({ migration, holds }) =>
    holds
      .filter(({ oid }) => oid === wait.on)
      .filter(({ mode }) => (byRow(wait) ? strongEnough(mode, 'RowShareLock') : conflict(mode, wait.mode)))
      .map((hold) => ({ migration, hold })),
  );
  const found = longest(inTheWay, ({ hold: { acquired, released } }) =>
    shared({ startMs: acquired.earliest, endMs: released.latest }, wait),
  );
  return found ? { migration: found.migration.id, statement: found.hold.statement } : null;
}

/** The statement that ran then, an earlier attempt at it too, else the last one before. */
function causeOf(migration: MigrationEvidence, atMs: number): Cause | null {
  const tried = migration.statements.find(({ attempts = [] }) =>
    attempts.some((one) => one.sentMs <= atMs + slackMs && atMs <= one.acknowledgedMs + slackMs),
  );
  if (tried) return { migration: migration.id, statement: tried.index };
  const begun = statementWindows(migration).filter(({ fromMs }) => fromMs <= atMs + slackMs);
  const statement = begun.at(-1)?.statement ?? migration.statements[0]?.index;
  return statement === undefined ? null : { migration: migration.id, statement };
}

/** Between the server's clock and ours. */
const slackMs = 2;

interface Span {
  startMs: number;
  endMs: number;
}

function overlaps({ acquired, released }: HoldInterval, wait: Span): boolean {
  return shared({ startMs: acquired.earliest, endMs: released.latest }, wait) > 0;
}

function shared(a: Span, b: Span): number {
  return Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
}

function longest<T>(items: readonly T[], msOf: (item: T) => number): T | undefined {
  return items
    .map((item) => ({ item, ms: msOf(item) }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)[0]?.item;
}
