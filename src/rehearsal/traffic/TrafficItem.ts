import type { LockMode } from '../../evidence/LockMode.ts';

/** Load of one kind, with its values read from the data. */
export interface TrafficItem {
  source: 'traffic' | 'canary';
  name: string;
  steps: readonly Step[];
  /** Between BEGIN and COMMIT; a failure is followed by ROLLBACK. */
  transaction: boolean;
  /** Drawn once for all steps that have no values of their own. */
  values: ParameterSets;
  perSecond: number;
  prepared: boolean;
  pool: PoolSpec;
  canary?: CanarySpec;
}

export interface CanarySpec {
  /** The relation that it stands in for; of a view also what the view reads. */
  oids: readonly number[];
  /** Sent in turn, each as one simple query. */
  texts: readonly string[];
  /** Where it is refused (NOWAIT) instead of waiting, it asks again, and this is the mode that it asks for. */
  refusedMode: LockMode;
}

export type Step =
  | { sql: string; takes: readonly number[]; values: ParameterSets | null }
  | { thinkMs: number };

/** The sets, each with its rows: sets are taken in turn, and of each the next row. */
export type ParameterSets = readonly (readonly (readonly unknown[])[])[];

export const noValues: ParameterSets = [[[]]];

/** Items whose pools have one key share its connections. */
export interface PoolSpec {
  key: string;
  connections: number;
  role: string | null;
  settings: Readonly<Record<string, string>>;
}

/** The values of the nth drawing. */
export function drawn(sets: ParameterSets, n: number): readonly unknown[] {
  const rows = sets[n % sets.length]!;
  return rows[Math.floor(n / sets.length) % rows.length]!;
}

/** What a transaction spends on anything but the server. */
export function thinkMsOf({ steps }: Pick<TrafficItem, 'steps'>): number {
  return steps.reduce((sum, step) => sum + ('thinkMs' in step ? step.thinkMs : 0), 0);
}
