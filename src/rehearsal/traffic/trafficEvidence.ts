import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { Phase, SlowStatement, TrafficError, TrafficEvidence } from '../../evidence/TrafficEvidence.ts';
import type { Wait } from '../waits/WaitFollower.ts';
import { keyOf, latencyPhases, phaseFinder } from './phases.ts';
import type { Ran } from './StatementLog.ts';
import { type TrafficItem, thinkMsOf } from './TrafficItem.ts';
import type { TrafficStream } from './TrafficStream.ts';

/** A statement is slow from twenty times the quiet median on, and never below this; and always where it was refused or seen waiting. */
const slowFromMs = 20;
const keptSlow = 2_000;

/** What a stream saw, with its slow statements joined to the waits that the sampler saw on its pool's connections. */
export function trafficEvidence(
  { item, log, messages, refusals, started, pool }: TrafficStream,
  migrations: readonly MigrationEvidence[],
  waits: readonly Wait[],
): TrafficEvidence {
  const phaseOf = phaseFinder(migrations);
  const ran = [...log];
  const quiet = ran
    .filter((one) => one.code === null && phaseOf(one).phase !== 'during')
    .map(latency)
    .sort((a, b) => a - b);
  const median = quiet[quiet.length >> 1] ?? 0;
  const thinkMs = thinkMsOf(item);
  const slowMs = thinkMs + Math.max(slowFromMs, (median - thinkMs) * 20);
  const own = waits.filter((wait) => pool.backends.has(wait.backend) && wait.byMigration);
  return {
    source: item.source,
    query: item.name,
    ...(item.transaction ? { transaction: true } : {}),
    ...(item.canary ? { relations: [...item.canary.oids] } : {}),
    perSecond: item.perSecond,
    started,
    completed: ran.filter(({ code }) => code === null).length,
    quiet: {
      median,
      p99: quiet[Math.floor(quiet.length * 0.99)] ?? 0,
      max: quiet.at(-1) ?? 0,
      count: quiet.length,
    },
    phases: latencyPhases(ran, phaseOf),
    slow: ran
      .filter((one) => latency(one) > slowFromMs + thinkMs)
      .map((one) => (one.refused ? asRefused(one, item) : withWait(one, own)))
      .filter(({ oid, dueMs, finishedMs }) => oid !== null || finishedMs - dueMs > slowMs)
      .sort((a, b) => b.finishedMs - b.dueMs - (a.finishedMs - a.dueMs))
      .slice(0, keptSlow),
    errors: [...errorsOf(ran, messages, phaseOf), ...refused(refusals, messages)],
  };
}

/** Its own wait, or while it had no connection that of those it queued behind. */
function withWait(one: Ran, waits: readonly Wait[]): SlowStatement {
  const { dueMs, sentMs, finishedMs, lateMs, backend } = one;
  const [wait] = waits
    .map((candidate) => {
      const fromMs = candidate.backend === backend ? sentMs : dueMs;
      const toMs = candidate.backend === backend ? finishedMs : sentMs;
      const ms = Math.min(candidate.lastSeenMs, toMs) - Math.max(candidate.firstSeenMs, fromMs);
      return { candidate, ms };
    })
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms);
  return {
    dueMs,
    finishedMs,
    sentMs,
    ...(lateMs > 0 ? { lateMs } : {}),
    backend: backend === 0 ? null : backend,
    oid: wait?.candidate.oid ?? null,
    waitedForMode: wait?.candidate.mode ?? null,
  };
}

/** Nobody saw it wait; what it asked for is known. */
function asRefused({ dueMs, sentMs, finishedMs }: Ran, { canary }: TrafficItem): SlowStatement {
  const asked = { oid: canary?.oids[0] ?? null, waitedForMode: canary?.refusedMode ?? null };
  return { dueMs, finishedMs, sentMs, backend: null, refused: true, ...asked };
}

function errorsOf(
  ran: readonly Ran[],
  messages: ReadonlyMap<string, string>,
  phaseOf: (ran: Ran) => Phase,
): TrafficError[] {
  const errors = new Map<string, TrafficError & { phases: (Phase & { count: number })[] }>();
  for (const one of ran) {
    if (one.code === null) continue;
    const { code, finishedMs } = one;
    const message = messages.get(code) ?? '';
    const known = errors.get(code) ?? { code, message, count: 0, firstMs: finishedMs, phases: [] };
    errors.set(code, known);
    known.count++;
    known.firstMs = Math.min(known.firstMs, finishedMs);
    const phase = phaseOf(one);
    const same = known.phases.find((other) => keyOf(other) === keyOf(phase));
    if (same) same.count++;
    else known.phases.push({ ...phase, count: 1 });
  }
  return [...errors.values()];
}

/** Connections that could not be opened, where no statement met that by itself. */
function refused(count: number, messages: ReadonlyMap<string, string>): TrafficError[] {
  if (count === 0) return [];
  const message = messages.get('connection') ?? 'no connection could be opened';
  return [{ code: 'connection', message, count, firstMs: 0 }];
}

function latency({ dueMs, finishedMs }: Ran): number {
  return finishedMs - dueMs;
}
