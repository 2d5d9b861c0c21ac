import type { Evidence } from '../evidence/Evidence.ts';

/** Days from the capture to the start of the run, whole ones; null where there was no capture. */
export function productionAge(capturedAt: string | undefined, startedAt: string): number | null {
  if (capturedAt === undefined) return null;
  const ms = Date.parse(startedAt) - Date.parse(capturedAt);
  return Math.max(0, Math.floor(ms / 86_400_000));
}

/** `today`, `1 day before this run`. */
export function ageWords(days: number): string {
  if (days === 0) return 'less than a day before this run';
  return `${days} ${days === 1 ? 'day' : 'days'} before this run`;
}

/** Where what is said of production comes from. */
export function productionNotes({ scenario: { production }, startedAt }: Evidence): string[] {
  const days = productionAge(production?.capturedAt, startedAt);
  if (!production?.server || days === null) return [];
  const date = production.capturedAt!.slice(0, 10);
  return [
    `production is known from ${production.file}, PostgreSQL ${production.server.version}, captured on ${date}, ${ageWords(days)}`,
  ];
}
