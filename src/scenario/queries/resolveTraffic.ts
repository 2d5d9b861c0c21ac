import type { Problem } from '../checking/problems.ts';
import type { ResolvedTraffic } from '../ResolvedScenario.ts';
import type { ReadQuery } from './resolveKeyQuery.ts';
import { type CheckedTraffic, TrafficReader } from './TrafficReader.ts';

/** Traffic as a list, its statements prepared as those of key queries are, and what is wrong with it. */
export async function resolveTraffic(
  traffic: readonly CheckedTraffic[],
  queries: ReadonlyMap<string, ReadQuery>,
  now: number,
): Promise<{ traffic: ResolvedTraffic[]; problems: Problem[] }> {
  const resolved: ResolvedTraffic[] = [];
  const problems: Problem[] = [];
  for (const [i, item] of traffic.entries()) {
    const reader = new TrafficReader(['traffic', i], item.name ?? item.query ?? `${i + 1}`, now, problems);
    const named = item.query === undefined ? undefined : queries.get(item.query);
    const { steps, parameters } = await reader.read(item, named);
    const texts = steps.flatMap((step) => ('sql' in step ? [step.sql] : []));
    resolved.push({
      name: item.name ?? item.query ?? oneLine(texts.join('; ')),
      steps,
      transaction: item.transaction !== undefined,
      parameters,
      perSecond: item.perSecond,
      role: item.role ?? null,
      settings: Object.fromEntries(
        Object.entries(item.settings ?? {}).map(([setting, value]) => [setting, String(value)]),
      ),
      pool: item.pool ?? null,
      connections: item.connections ?? null,
      prepared: item.prepared ?? true,
    });
  }
  return { traffic: resolved, problems };
}

function oneLine(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
