import type { DatasetProgress } from '../dataset/Dataset.ts';
import { formatCount, formatDuration, formatSize } from '../units.ts';
import type { Progress } from './Progress.ts';

/** A rate over less time than this says nothing. */
const settledMs = 250;

interface TableState {
  name: string;
  rows: number;
  total: number;
  bytes: number;
  /** When its first rows came; null: not yet. */
  startedMs: number | null;
}

/** Rows, bytes, rate and time left, of all tables together and of each one that is loading now. */
export function datasetProgress(progress: Progress, clock = () => performance.now()): DatasetProgress {
  const tables = new Map<string, TableState>();
  const known = (name: string) => {
    const state = tables.get(name) ?? { name, rows: 0, total: 0, bytes: 0, startedMs: null };
    tables.set(name, state);
    return state;
  };
  return {
    loading(planned) {
      progress.update(planned.length === 1 ? 'loading 1 table' : `loading ${planned.length} tables`);
      for (const { name, rows } of planned)
        Object.assign(known(name), { rows: 0, total: rows, bytes: 0, startedMs: null });
    },
    table(name, rows, total, bytes) {
      const now = clock();
      const state = known(name);
      Object.assign(state, { rows, total, bytes, startedMs: state.startedMs ?? now });
      const started = [...tables.values()].filter(({ startedMs }) => startedMs !== null);
      const current = started.filter((table) => table.rows < table.total);
      progress.glimpse(summary([...tables.values()], now), current.map(lineOf(now)));
      if (rows < total) return;
      const took = rate(rows, now - state.startedMs!);
      progress.detail(`${name}, ${formatCount(rows)} rows, ${formatSize(bytes)}${took}`);
    },
    step: (text) => progress.update(text),
    server: (text) => progress.glimpse(text),
  };
}

function summary(tables: readonly TableState[], now: number): string {
  const sum = (field: 'rows' | 'total' | 'bytes') => tables.reduce((all, table) => all + table[field], 0);
  const [rows, total] = [sum('rows'), sum('total')];
  const elapsedMs = now - Math.min(...tables.map((table) => table.startedMs ?? now));
  const loaded = `${formatCount(rows)} of ${formatCount(total)} rows, ${formatSize(sum('bytes'))}`;
  return loaded + rate(rows, elapsedMs, total);
}

function lineOf(now: number): (table: TableState) => string {
  return ({ name, rows, total, bytes, startedMs }) => {
    const loaded = `${formatCount(rows)} rows (${Math.floor((100 * rows) / total)} %), ${formatSize(bytes)}`;
    return `  ${name.padEnd(18)} ${loaded}${rate(rows, now - startedMs!, total)}`;
  };
}

function rate(rows: number, elapsedMs: number, total = rows): string {
  if (elapsedMs < settledMs) return '';
  const perSecond = (rows * 1000) / elapsedMs;
  const left = total > rows ? `, ${formatDuration(((total - rows) / perSecond) * 1000)} left` : '';
  return `, ${formatCount(perSecond)} rows/s${left}`;
}
