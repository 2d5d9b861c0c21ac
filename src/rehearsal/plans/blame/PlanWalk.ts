import type { Client } from 'pg';
import type { CatalogTable, PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import type { Statement } from '../../../migrations/MigrationHistory.ts';
import type { Step } from '../../../migrations/stepsOf.ts';
import { transactionControl } from '../../../migrations/transactionControl.ts';
import type { StatementFollower } from '../../apply/Session.ts';
import { type PlannedRelation, plannedRelations } from '../catalog/plannedRelations.ts';
import type { PlanIdentity } from '../PlanIdentity.ts';
import { plansOf } from '../plansOf.ts';
import { asNewSession } from './asNewSession.ts';
import { Families } from './Families.ts';
import { isQuiet } from './isQuiet.ts';
import type { Look, StatementPlace } from './Look.ts';
import { lookAtQuery } from './lookAtQuery.ts';
import { readSchemaState, type SchemaState } from './SchemaState.ts';
import { schemaChanges } from './schemaChanges.ts';
import { staysOut } from './staysOut.ts';
import type { Sight, TrackedQuery } from './TrackedQuery.ts';
import { nameOfTable } from './tableChanges.ts';
import { touchedBy } from './touchedBy.ts';

interface WalkTarget {
  queries: readonly TrackedQuery[];
  /** Before the migrations. */
  catalog: PlanCatalog;
  major: number;
  identity: PlanIdentity;
  /**
   * Brings tables to where VACUUM (ANALYZE) would, as far as that can be within the session's transaction, or outside
   * of any; null: they are left as the migrations leave them.
   */
  settle: ((tables: readonly string[], session: Client | null) => Promise<void>) | null;
}

interface Ran {
  statement: Statement;
  place: StatementPlace;
}

/** Looks at queries after every statement of the migrations, on the migrating session, which sees what it has not committed. */
export class PlanWalk implements StatementFollower {
  readonly looks: Look[] = [];
  readonly families = new Families();
  readonly #target: WalkTarget;
  readonly #named: readonly PlannedRelation[];
  readonly #words: readonly string[];
  #migration = '';
  /** At the last look. */
  #state: SchemaState | null = null;
  /** When the transaction began that is open now: how many looks there were, and the state. */
  #begun: { looks: number; state: SchemaState | null } = { looks: 0, state: null };
  /** In the transaction that is open. */
  #transaction: Ran[] = [];
  #unlooked = false;

  constructor(target: WalkTarget) {
    this.#target = target;
    const all = target.queries.map(({ bound }) => bound);
    this.#named = plannedRelations(all.flatMap(({ evidence }) => plansOf(evidence)));
    this.#words = [
      ...new Set(all.flatMap(({ query }) => query.sql.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [])),
    ];
    this.families.meet(target.catalog);
  }

  /** Before the first migration. */
  async start(client: Client, pending: readonly Statement[]): Promise<void> {
    await this.#look(client, { inside: false, statement: null, settled: false });
    if (this.#target.settle) {
      const tables = pending.flatMap((statement) => touchedBy(statement, this.#state!, []));
      await this.#target.settle(namesOf(tables), null);
      await this.#look(client, { inside: false, statement: null, settled: true });
    }
    this.#committed();
  }

  beginning(migration: string): void {
    this.#migration = migration;
  }

  async applied({ statement, inside, closes }: Step, session: Client): Promise<void> {
    const control = transactionControl(statement);
    if (control === 'end') {
      const kept = /^(?:commit|end)\b/i.test(statement.sql);
      return kept ? this.#end(session, inside) : this.#forget();
    }
    if (control !== null || isQuiet(statement, this.#state!)) return;
    const place = { migration: this.#migration, statement: statement.index };
    this.#transaction.push({ statement, place });
    this.#unlooked = true;
    // Of the only one of a transaction the commit shows all.
    if (closes && this.#transaction.length === 1) return;
    if (!inside) return this.#end(session, false);
    await this.#settle(session, true);
    await this.#look(session, { inside, statement: place, settled: false });
  }

  async ended(kind: 'commit' | 'rollback', session: Client): Promise<void> {
    return kind === 'commit' ? this.#end(session, false) : this.#forget();
  }

  async #end(session: Client, inside: boolean): Promise<void> {
    if (this.#transaction.length === 0) return;
    await this.#settle(session, inside);
    const statement = this.#unlooked ? this.#transaction.at(-1)!.place : null;
    await this.#look(session, { inside, statement, settled: false });
    this.#committed();
  }

  #committed(): void {
    this.#begun = { looks: this.looks.length, state: this.#state };
    this.#transaction = [];
  }

  /** What was rolled back has changed nothing. */
  #forget(): void {
    this.looks.length = this.#begun.looks;
    this.#state = this.#begun.state;
    this.#transaction = [];
    this.#unlooked = false;
  }

  /** VACUUM cannot run within a transaction: all that was touched there is due when it has ended. */
  async #settle(session: Client, inside: boolean): Promise<void> {
    const { settle, major } = this.#target;
    if (!settle) return;
    const now = await asNewSession(session, inside, major, () => this.#read(session));
    const changes = schemaChanges(this.#state!, now);
    const due = inside ? this.#transaction.slice(-1) : this.#transaction;
    const tables = due.flatMap(({ statement }) => touchedBy(statement, now, changes));
    await settle(namesOf(tables), inside ? session : null);
  }

  async #look(
    client: Client,
    { inside, statement, settled }: { inside: boolean; statement: StatementPlace | null; settled: boolean },
  ): Promise<void> {
    const { queries, major, identity, catalog } = this.#target;
    await asNewSession(client, inside, major, async () => {
      const state = await this.#read(client);
      const changes = this.#state ? schemaChanges(this.#state, state) : [];
      const last = this.looks.at(-1)?.sights;
      const ran = (statement ? this.#transaction.slice(-1) : this.#transaction).map((one) => one.statement);
      const sights = new Map<TrackedQuery, Sight | null>();
      for (const query of queries) {
        const stays =
          last &&
          !settled &&
          !mayCallTriggers(query) &&
          staysOut(this.families.of(query), ran, state, changes);
        const sight = stays
          ? (last.get(query) ?? null)
          : await lookAtQuery(client, query, major, (plan) => identity(plan, state.catalog, catalog));
        sights.set(query, sight);
      }
      const transaction = this.#transaction.map(({ place }) => place);
      this.looks.push({ statement, transaction, settled, changes, sights });
      this.#state = state;
    });
    this.#unlooked = false;
  }

  async #read(client: Client): Promise<SchemaState> {
    const known = this.#target.catalog.tables.map(({ oid }) => oid);
    const state = await readSchemaState(client, this.#named, known, this.#words);
    this.families.meet(state.catalog);
    return state;
  }
}

/** What these do to other tables is in no plan. */
function mayCallTriggers({ aspect, bound }: TrackedQuery): boolean {
  return aspect === 'work' && !bound.query.readonly;
}

function namesOf(tables: readonly CatalogTable[]): string[] {
  return [...new Set(tables.map(nameOfTable))];
}
