import type { Evidence, RepeatEvidence } from '../evidence/Evidence.ts';
import type { Facts } from './Facts.ts';
import { migrationFacts } from './migrationFacts.ts';
import { observe } from './observe.ts';
import { queryFacts } from './queryFacts.ts';
import { Relations } from './Relations.ts';
import { statOf } from './statOf.ts';
import { trafficFacts } from './trafficFacts.ts';

/** What the evidence means, computed from nothing else. */
export function analyse(evidence: Evidence): Facts {
  const relations = new Relations(evidence.relations);
  const repeats = evidence.repeats.map((repeat) => observe(repeat, relations));
  const pending = repeats[0] ?? [];
  return {
    migrations: pending.map((_, index) => {
      const observations = repeats.flatMap((repeat) => repeat[index] ?? []);
      return migrationFacts(observations, evidence);
    }),
    queries: evidence.queries.map((query) => queryFacts(query, evidence)),
    traffic: trafficFacts(evidence.repeats),
    waitsFrom: waitsFrom(evidence.repeats),
    calibrationMs: statOf(evidence.repeats.map(({ calibrationMs }) => calibrationMs)).median,
    command: commandOf(evidence.repeats),
  };
}

function commandOf(repeats: readonly RepeatEvidence[]): Facts['command'] {
  const runs = repeats.flatMap(({ command }) => command ?? []);
  const bad = runs.find(({ exitCode, notApplied }) => exitCode !== 0 || notApplied.length > 0);
  return bad ?? runs[0] ?? null;
}

/** The server's log, where it was read in every repeat. */
function waitsFrom(repeats: readonly RepeatEvidence[]): Facts['waitsFrom'] {
  const sources = repeats.flatMap((repeat) => repeat.waitsFrom ?? []);
  if (sources.length === 0) return null;
  return sources.every((source) => source === 'log') ? 'log' : 'samples';
}
