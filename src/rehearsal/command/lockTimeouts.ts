import { parseDuration } from '../../units.ts';
import type { ObservedStatement } from './ObservedStatement.ts';

const set = /^set\s+(?:session\s+|(local)\s+)?lock_timeout\s*(?:=|\bto\b)\s*'?([^';]+)'?$/i;
const call =
  /^select\s+(?:pg_catalog\.)?set_config\s*\(\s*'lock_timeout'\s*,\s*'([^']*)'\s*,\s*(true|false)\s*\)/i;
const reset =
  /^(?:reset\s+(?:lock_timeout|all)|set\s+(?:session\s+)?lock_timeout\s*(?:=|\bto\b)\s*default|discard\s+all)$/i;

/** lock_timeout in force when each statement was sent, in milliseconds, as the sessions have set it. */
export function lockTimeouts(
  statements: readonly ObservedStatement[],
  initialMs: number | null,
): Map<ObservedStatement, number | null> {
  const found = new Map<ObservedStatement, number | null>();
  const sessions = new Map<
    number,
    { ms: number | null; local: { ms: number | null; transaction: string } | null }
  >();
  for (const statement of statements) {
    const { backend, sql, transaction } = statement;
    const now = sessions.get(backend) ?? { ms: initialMs, local: null };
    sessions.set(backend, now);
    if (now.local?.transaction !== transaction) now.local = null;
    found.set(statement, now.local ? now.local.ms : now.ms);
    const [, local, value] = set.exec(sql) ?? [];
    const [, called, isLocal] = call.exec(sql) ?? [];
    const asked = value ?? called;
    if (reset.test(sql)) Object.assign(now, { ms: initialMs, local: null });
    else if (asked !== undefined) {
      const ms = parseDuration(/^\d+$/.test(asked.trim()) ? Number(asked) : asked.trim()) ?? null;
      if (local || isLocal === 'true') now.local = { ms, transaction };
      else Object.assign(now, { ms, local: null });
    }
  }
  return found;
}
