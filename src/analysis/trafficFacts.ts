import type { RepeatEvidence } from '../evidence/Evidence.ts';
import type { TrafficError, TrafficEvidence } from '../evidence/TrafficEvidence.ts';
import type { TrafficErrorFacts, TrafficFacts } from './Facts.ts';
import { latencyFacts } from './latencyFacts.ts';

/** What the load met, each item over all repeats. */
export function trafficFacts(repeats: readonly RepeatEvidence[]): TrafficFacts[] {
  const items = new Map<string, { stream: TrafficEvidence; begunMs: number }[]>();
  for (const { traffic, migrations } of repeats) {
    const begunMs = Math.min(...migrations.map(({ startedMs }) => startedMs ?? Number.POSITIVE_INFINITY));
    const named = new Map<string, number>();
    for (const stream of traffic) {
      // Items may have one name; the order tells them apart.
      const name = `${stream.source} ${stream.query}`;
      const nth = (named.get(name) ?? 0) + 1;
      named.set(name, nth);
      const key = `${name} ${nth}`;
      items.set(key, [...(items.get(key) ?? []), { stream, begunMs }]);
    }
  }
  return [...items.values()].map((seen) => {
    const streams = seen.map(({ stream }) => stream);
    const { source, query, transaction = false, perSecond } = streams[0]!;
    return {
      source,
      query,
      transaction,
      perSecond,
      started: streams.reduce((sum, { started }) => sum + started, 0),
      latencies: latencyFacts(streams),
      errors: errorFacts(seen),
    };
  });
}

function errorFacts(seen: readonly { stream: TrafficEvidence; begunMs: number }[]): TrafficErrorFacts[] {
  const facts = new Map<string, TrafficErrorFacts>();
  for (const { stream, begunMs } of seen) {
    for (const error of stream.errors) {
      const { code, message } = error;
      const known = facts.get(code) ?? { code, message, count: 0, before: 0, during: [], after: 0 };
      facts.set(code, known);
      known.count += error.count;
      for (const { phase, migration, count } of phasesOf(error, begunMs)) {
        if (phase === 'before') known.before += count;
        else if (phase !== 'during') known.after += count;
        else {
          const same = known.during.find((other) => other.migration === migration);
          if (same) same.count += count;
          else known.during.push({ migration: migration!, count });
        }
      }
    }
  }
  return [...facts.values()];
}

/** Older evidence knows only when the first came. */
function phasesOf(
  { phases, firstMs, count }: TrafficError,
  begunMs: number,
): NonNullable<TrafficError['phases']> {
  return phases ?? [{ phase: firstMs < begunMs ? 'before' : 'after', migration: null, count }];
}
