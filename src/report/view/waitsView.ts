import type { DeadlockFacts, Party, WaitFacts } from '../../analysis/WaitFacts.ts';
import { modeName } from '../../evidence/LockMode.ts';
import type { MigrationResult } from '../../findings/Result.ts';
import { formatDuration } from '../../units.ts';
import { plural } from '../text/amounts.ts';
import { sqlView } from './sqlView.ts';

/** More would be a list that nobody reads; the longest stay. */
const mostWaits = 60;

const roles: Record<Party['role'], string> = {
  migration: 'migration',
  traffic: 'traffic',
  canary: 'canary',
  probe: 'probe',
  longTransaction: 'long transaction',
  command: 'the tool',
  other: 'other',
};
const ends: Record<WaitFacts['end'], string> = {
  acquired: 'got it',
  timeout: 'gave up',
  cancelled: 'was cancelled',
  deadlock: 'was ended, in a deadlock',
  unfinished: 'was still waiting',
};

/** Who waited for whom, in the order in which they began; null where nobody did. */
export function waitsView({
  id,
  waits = [],
  deadlocks = [],
}: Pick<MigrationResult, 'id' | 'waits' | 'deadlocks'>) {
  if (waits.length === 0 && deadlocks.length === 0) return null;
  const longest = new Set([...waits].sort((a, b) => b.maxMs - a.maxMs).slice(0, mostWaits));
  return {
    id,
    summary: `${plural(waits.length, 'wait')}: who waited for whom`,
    more: waits.length > mostWaits ? `The ${mostWaits} longest of ${waits.length}.` : '',
    rows: waits.filter((wait) => longest.has(wait)).map((wait) => waitView(wait, id)),
    deadlocks: deadlocks.map(deadlockView),
  };
}

function waitView(wait: WaitFacts, migration: string) {
  const { waiter, mode, behind, position, maxMs, count, end, window, exact } = wait;
  return {
    at: formatDuration(Math.max(0, window.startMs)),
    who: partyText(waiter, migration),
    what: `${modeName(mode)} on ${objectText(wait)}`,
    behind: behind.map((party) => partyText(party, migration)).join(', ') || 'not known',
    position,
    longest: formatDuration(maxMs),
    count,
    end: ends[end],
    measured: exact ? 'by the server' : 'by looking',
  };
}

function objectText({ target, relation }: Pick<WaitFacts, 'target' | 'relation'>): string {
  if (target === 'relation' || target === 'extension' || target === 'page') return relation ?? 'a relation';
  if (target === 'tuple' || target === 'transaction') return `a row of ${relation ?? 'a relation'}`;
  return target === 'virtualTransaction' ? 'the end of a transaction' : `${target} lock`;
}

function partyText({ role, name, statement }: Party, migration: string): string {
  if (role !== 'migration') return `${roles[role]} ${name}`;
  const which = statement === null ? '' : `statement ${statement}`;
  return name === migration ? which || name : [name, which].filter(Boolean).join(', ');
}

function deadlockView({ parties, count }: DeadlockFacts) {
  return {
    count: count > 1 ? plural(count, 'time') : '',
    parties: parties.map((party) => ({
      who: partyText(party, ''),
      waits: `${modeName(party.mode)} on ${objectText(party)}`,
      sql: sqlView(party.sql),
      victim: party.victim,
    })),
  };
}
