import type { RepeatEvidence } from '../evidence/Evidence.ts';
import type { TrafficFacts } from './Facts.ts';

/** Canaries are ours: where a migration renames their relation, nobody else is hurt. */
export function trafficFacts(repeats: readonly RepeatEvidence[]): TrafficFacts[] {
  const facts = new Map<string, TrafficFacts>();
  for (const { traffic, migrations } of repeats) {
    const begunMs = Math.min(...migrations.map(({ startedMs }) => startedMs ?? Number.POSITIVE_INFINITY));
    for (const { source, query, started, errors } of traffic) {
      if (source !== 'traffic') continue;
      const known = facts.get(query) ?? { query, started: 0, errors: [] };
      facts.set(query, known);
      known.started += started;
      for (const { code, message, count, firstMs } of errors) {
        const same = known.errors.find((error) => error.code === code);
        if (same) same.count += count;
        else known.errors.push({ code, message, count, duringMigrations: firstMs >= begunMs });
      }
    }
  }
  return [...facts.values()];
}
