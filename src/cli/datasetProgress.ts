import type { DatasetProgress } from '../dataset/Dataset.ts';
import { formatCount, formatDuration, formatSize } from '../units.ts';
import type { Progress } from './Progress.ts';

/** A rate over less time than this says nothing. */
const settledMs = 250;

interface TableState {
  rows: number;
  total: number;
  bytes: number;
}

/** Rows, bytes, rate and time left over all tables that load at once. */
export function datasetProgress(progress: Progress): DatasetProgress {
  const tables = new Map<string, TableState>();
  let startedMs: number | null = null;
  return {
    table(name, rows, total, bytes) {
      startedMs ??= performance.now();
      tables.set(name, { rows, total, bytes });
      progress.update(line([...tables.values()], performance.now() - startedMs, name));
    },
    step: (text) => progress.update(text),
  };
}

function line(tables: readonly TableState[], elapsedMs: number, name: string): string {
  const sum = (field: keyof TableState) => tables.reduce((total, table) => total + table[field], 0);
  const rows = sum('rows');
  const loaded = `${name}, ${formatCount(rows)} rows, ${formatSize(sum('bytes'))}`;
  if (elapsedMs < settledMs) return loaded;
  const perSecond = (rows * 1000) / elapsedMs;
  const left = ((sum('total') - rows) / perSecond) * 1000;
  return `${loaded}, ${formatCount(perSecond)} rows/s, ${formatDuration(left)} left`;
}
