import { type LockMode, lockModes, strongEnough } from '../../src/evidence/LockMode.ts';
import type { DdlCase, Locks } from '../fixtures/ddlBattery/DdlCase.ts';
import type { PlayedCase } from './playedCases.ts';

type Kind = LockMode | 'rewrite' | 'scan';

/** How often what was wanted was seen, was missed, and how often something else was seen. */
export interface Confusion {
  table: Map<Kind, { right: number; missed: number; wrong: number }>;
  /** A line for every lock that is not right, and for every rewrite and scan. */
  lockFaults: string[];
  workFaults: string[];
}

export function confusionOf(played: readonly PlayedCase[], major: number): Confusion {
  const table: Confusion['table'] = new Map(
    [...lockModes, 'rewrite' as const, 'scan' as const].map((kind) => [
      kind,
      { right: 0, missed: 0, wrong: 0 },
    ]),
  );
  const lockFaults: string[] = [];
  const workFaults: string[] = [];
  const compare = (
    faults: string[],
    sql: string,
    wanted: ReadonlyMap<string, Kind>,
    seen: ReadonlyMap<string, Kind>,
  ) => {
    for (const subject of new Set([...wanted.keys(), ...seen.keys()])) {
      const [want, saw] = [wanted.get(subject), seen.get(subject)];
      if (want === saw) table.get(want!)!.right++;
      else {
        if (want) table.get(want)!.missed++;
        if (saw) table.get(saw)!.wrong++;
        faults.push(`${sql}: ${subject}: wanted ${want ?? 'nothing'}, saw ${saw ?? 'nothing'}`);
      }
    }
  };
  for (const { wanted, facts } of played) {
    const { sql } = wanted;
    if (facts.status !== 'applied') lockFaults.push(`${sql}: ${facts.statements.at(-1)?.error?.message}`);
    const locks = new Map(Object.entries(locksIn(wanted, major)));
    compare(lockFaults, sql, locks, strongest(facts.holds, wanted.passing ?? {}));
    const all = (kind: 'rewrites' | 'scans') => facts.statements.flatMap((statement) => statement[kind]);
    const named = (names: readonly string[], kind: Kind) => new Map(names.map((name) => [bare(name), kind]));
    compare(workFaults, sql, named(wanted.rewrites ?? [], 'rewrite'), named(all('rewrites'), 'rewrite'));
    compare(workFaults, sql, named(wanted.scans ?? [], 'scan'), named(all('scans'), 'scan'));
  }
  return { table, lockFaults, workFaults };
}

function locksIn({ locks, in15 }: DdlCase, major: number): Locks {
  return major === 15 && in15 ? in15.locks : locks;
}

/** Named as the cases name it. */
function bare(name: string): string {
  return name.replace(/^case_\d+\./, '');
}

/** A lock that passes within the statement may be seen or not. */
function strongest(holds: PlayedCase['facts']['holds'], passing: Locks): Map<string, LockMode> {
  const modes = new Map<string, LockMode>();
  for (const { relation: qualified, mode } of holds) {
    const relation = bare(qualified);
    if (passing[relation] === mode) continue;
    const known = modes.get(relation);
    if (!known || strongEnough(mode, known)) modes.set(relation, mode);
  }
  return modes;
}

export function tableText({ table }: Confusion): string {
  const row = (cells: readonly (string | number)[]) =>
    `${String(cells[0]).padEnd(26)}${cells
      .slice(1)
      .map((cell) => String(cell).padStart(8))
      .join('')}`;
  return [
    row(['', 'right', 'missed', 'wrong']),
    ...[...table].map(([kind, { right, missed, wrong }]) => row([kind, right, missed, wrong])),
  ].join('\n');
}
