import type { StatementEvidence } from '../evidence/MigrationEvidence.ts';
import type { ProgressPhase } from '../evidence/ProgressPhase.ts';
import { readServerMessage, type ServerMessage } from '../evidence/serverMessages.ts';
import type { Relations } from './Relations.ts';

/** A part of a statement's time, from its start. */
export interface Phase {
  what: string;
  startMs: number;
  endMs: number;
  /** Whether the server itself said when it began; else it was looked at several times a second. */
  exact: boolean;
  /** When last seen; null where nothing is counted. */
  done: number | null;
  total: number | null;
  unit: ProgressPhase['unit'] | null;
  /** The transactions that it waited for, each by what played it; empty where that is not known. */
  waitedFor: string[];
}

/** Shorter statements have no parts worth a word. */
const leastMs = 100;

/** The views tell more than the messages do; where there is no view, what the server said parts the time. */
export function phasesOf(
  statement: StatementEvidence,
  relations: Relations,
  names: ReadonlyMap<number, string>,
): Phase[] {
  const { sentMs, acknowledgedMs, progress = [] } = statement;
  if (acknowledgedMs - sentMs < leastMs) return [];
  const viewed = progress.filter(({ source }) => source !== 'heap');
  if (viewed.length > 0) return viewed.map((phase) => fromView(phase, statement, relations, names));
  const said = saidPhases(statement);
  const heap = progress.find(({ source }) => source === 'heap');
  if (said.length === 0) return heap ? [fromView(heap, statement, relations, names)] : [];
  const rewriting = said.find(({ rewrite }) => rewrite);
  if (rewriting && heap) Object.assign(rewriting, { done: heap.done, total: heap.total, unit: heap.unit });
  return said.map(({ rewrite: _, ...phase }) => phase);
}

function fromView(
  phase: ProgressPhase,
  { sentMs, acknowledgedMs }: StatementEvidence,
  relations: Relations,
  names: ReadonlyMap<number, string>,
): Phase {
  const relation = phase.oid === null ? undefined : relations.byOid(phase.oid);
  const { done, total, unit } = phase;
  return {
    what: relation ? `${phase.phase} (${relation.name})` : phase.phase,
    startMs: Math.max(0, phase.fromMs - sentMs),
    endMs: Math.min(phase.toMs, acknowledgedMs) - sentMs,
    exact: false,
    done,
    total,
    unit: done === null ? null : unit,
    waitedFor: (phase.waitedFor ?? []).map((backend) => names.get(backend) ?? ''),
  };
}

/** From one message to the next, or to the end: what the last one spoke of may be over sooner. */
function saidPhases({
  notices,
  sentMs,
  acknowledgedMs,
}: StatementEvidence): (Phase & { rewrite: boolean })[] {
  const marks = notices.flatMap(({ message, atMs }) => {
    const said = readServerMessage(message);
    const what = said && wordsFor(said);
    return what && atMs !== undefined ? [{ what, rewrite: said.kind === 'rewrite', atMs }] : [];
  });
  return marks.map(({ what, rewrite, atMs }, i) => ({
    what,
    rewrite,
    startMs: Math.max(0, atMs - sentMs),
    endMs: (marks[i + 1]?.atMs ?? acknowledgedMs) - sentMs,
    exact: true,
    done: null,
    total: null,
    unit: null,
    waitedFor: [],
  }));
}

function wordsFor(said: ServerMessage): string | undefined {
  switch (said.kind) {
    case 'rewrite':
      return `writing ${said.table} anew`;
    case 'verify':
      return `checking the rows of ${said.table}`;
    case 'index':
      // The index of a new TOAST table is empty.
      return said.index.startsWith('pg_toast') ? undefined : `building index ${said.index}`;
    case 'foreignKey':
      return `checking foreign key ${said.constraint}`;
    default:
      return undefined;
  }
}
