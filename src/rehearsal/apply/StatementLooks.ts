import type { StatementEvidence } from '../../evidence/MigrationEvidence.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import type { Clock } from '../Clock.ts';
import type { BackendLook, BackendLooks } from '../locks/BackendLooks.ts';
import type { HiddenCode } from './hiddenCode.ts';

type Looked = Pick<Statement, 'kind' | 'relations' | 'shape' | 'sql'>;

/** So often a statement must have taken no new lock before the look after its like may wait. */
const leastQuiet = 2;
/** And never longer than this, in milliseconds: what is taken meanwhile is known no closer. */
const longestWaitMs = 15;

/** Those whose locks follow from what they name, where no code of the database's own runs with them. */
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
 * take no new ones and no trigger or function may, after some together: a strong lock is the statement's that took it. Locks are kept to the transaction's end, so where those after the last are
 * the same as before the first, they were the same after each.
 */
export class StatementLooks {
  readonly #looks: BackendLooks;
  readonly #clock: Clock;
  /** How often in a row a kind of statement took no new lock, in this transaction. */
  readonly #quiet = new Map<string, number>();
  readonly #hiddenCode: (statement: Looked) => Promise<HiddenCode>;
  /** For each kind of statement, since the transaction began or something was created. */
  readonly #hidden = new Map<string, HiddenCode>();
  /** Those that no look has followed. */
  #unlooked: StatementEvidence[] = [];
  #before: BackendLook['locks'] = [];
  #lookedMs = 0;

  constructor(looks: BackendLooks, clock: Clock, hiddenCode: (statement: Looked) => Promise<HiddenCode>) {
    this.#looks = looks;
    this.#hiddenCode = hiddenCode;
    this.#clock = clock;
  }

  /** Before a statement is sent: what others have locked must not be taken for its locks. */
  async before(statement: Looked): Promise<void> {
    if (!this.#isQuiet(statement)) await this.catchUp();
  }

  /** After a statement, within its transaction. Null where the look waits. */
  async after(statement: Looked, seen: StatementEvidence): Promise<BackendLook | null> {
    if (this.#isQuiet(statement) && this.#clock() - this.#lookedMs < longestWaitMs) {
      seen.unlooked = true;
      this.#unlooked.push(seen);
      return null;
    }
    const alone = this.#unlooked.length === 0;
    const { look, same } = await this.#take();
    seen.locksAfter = look.locks;
    const key = keyOf(statement);
    if (/^(?:Create|AlterTable)/.test(statement.kind)) this.#hidden.clear();
    if (same) this.#quiet.set(key, (this.#quiet.get(key) ?? 0) + 1);
    else this.#quiet.clear();
    const isQuiet = waitingKinds.has(statement.kind) && (this.#quiet.get(key) ?? 0) >= leastQuiet;
    if (isQuiet && !this.#hidden.has(key)) this.#hidden.set(key, await this.#hiddenCode(statement));
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
    this.#hidden.clear();
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

  #isQuiet(statement: Looked): boolean {
    const key = keyOf(statement);
    const hidden = this.#hidden.get(key);
    if (!hidden || hidden.always || (this.#quiet.get(key) ?? 0) < leastQuiet) return false;
    const sql = statement.sql.toLowerCase();
    return !hidden.functions.some((name) => sql.includes(name));
  }
}

function keyOf({ kind, relations, shape }: Looked): string {
  return JSON.stringify([kind, relations, shape?.actions.map((action) => [action.kind, action.name])]);
}

function alike(a: BackendLook['locks'], b: BackendLook['locks']): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const known = new Set(a.map(({ oid, mode }) => `${oid} ${mode}`));
  return b.every(({ oid, mode }) => known.has(`${oid} ${mode}`));
}
