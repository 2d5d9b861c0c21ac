import type { StatementEvidence } from '../../evidence/MigrationEvidence.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import type { Clock } from '../Clock.ts';
import type { BackendLook, BackendLooks } from '../locks/BackendLooks.ts';

/** So often a statement must have taken no new lock before the look after its like may wait. */
const leastQuiet = 2;
/** And never longer than this, in milliseconds: what is taken meanwhile is known no closer. */
const longestWaitMs = 15;

/** Those whose locks follow from what they name, but for triggers and partitions. */
const waitingKinds = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'AlterTableStmt',
  'CommentStmt',
]);

/**
 * Looks at the locks after the statements of a transaction: after each, or, where the likes of it have shown that they
 * take no new ones, after some together. Locks are kept to the transaction's end, so where those after the last are
 * the same as before the first, they were the same after each.
 */
export class StatementLooks {
  readonly #looks: BackendLooks;
  readonly #clock: Clock;
  /** How often in a row a kind of statement took no new lock, in this transaction. */
  readonly #quiet = new Map<string, number>();
  /** Those that no look has followed. */
  #unlooked: StatementEvidence[] = [];
  #before: BackendLook['locks'] = [];
  #lookedMs = 0;

  constructor(looks: BackendLooks, clock: Clock) {
    this.#looks = looks;
    this.#clock = clock;
  }

  /** Before a statement is sent: what others have locked must not be taken for its locks. */
  async before(statement: Pick<Statement, 'kind' | 'relations' | 'shape'>): Promise<void> {
    if (!this.#isQuiet(statement)) await this.catchUp();
  }

  /** After a statement, within its transaction. Null where the look waits. */
  async after(
    statement: Pick<Statement, 'kind' | 'relations' | 'shape'>,
    seen: StatementEvidence,
  ): Promise<BackendLook | null> {
    if (this.#isQuiet(statement) && this.#clock() - this.#lookedMs < longestWaitMs) {
      seen.unlooked = true;
      this.#unlooked.push(seen);
      return null;
    }
    const alone = this.#unlooked.length === 0;
    const { look, same } = await this.#take();
    seen.locksAfter = look.locks;
    const key = keyOf(statement);
    if (same) this.#quiet.set(key, (this.#quiet.get(key) ?? 0) + 1);
    else this.#quiet.clear();
    // What was written since the look before is not this statement's alone.
    return alone ? look : null;
  }

  /** Looks, where the look after a statement has waited. */
  async catchUp(): Promise<void> {
    const last = this.#unlooked.at(-1);
    if (!last) return;
    const { look, same } = await this.#take();
    last.locksAfter = look.locks;
    delete last.unlooked;
    if (!same) this.#quiet.clear();
  }

  /** The transaction has ended, and its locks with it. */
  forget(): void {
    this.#quiet.clear();
    this.#unlooked = [];
    this.#before = [];
  }

  async #take(): Promise<{ look: BackendLook; same: boolean }> {
    const look = await this.#looks.take();
    const same = alike(this.#before, look.locks);
    if (same)
      for (const seen of this.#unlooked) {
        seen.locksAfter = look.locks;
        delete seen.unlooked;
      }
    this.#unlooked = [];
    this.#before = look.locks;
    this.#lookedMs = this.#clock();
    return { look, same };
  }

  #isQuiet(statement: Pick<Statement, 'kind' | 'relations' | 'shape'>): boolean {
    return waitingKinds.has(statement.kind) && (this.#quiet.get(keyOf(statement)) ?? 0) >= leastQuiet;
  }
}

function keyOf({ kind, relations, shape }: Pick<Statement, 'kind' | 'relations' | 'shape'>): string {
  return JSON.stringify([kind, relations, shape?.actions.map((action) => [action.kind, action.name])]);
}

function alike(a: BackendLook['locks'], b: BackendLook['locks']): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const known = new Set(a.map(({ oid, mode }) => `${oid} ${mode}`));
  return b.every(({ oid, mode }) => known.has(`${oid} ${mode}`));
}
