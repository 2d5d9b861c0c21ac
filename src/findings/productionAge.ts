import type { Evidence } from '../evidence/Evidence.ts';

/** Whole days from the capture to the start of the run, negative where it lies behind; null where there was no capture. */
export function productionAge(capturedAt: string | undefined, startedAt: string): number | null {
  if (capturedAt === undefined) return null;
  const ms = Date.parse(startedAt) - Date.parse(capturedAt);
  return Math.trunc(ms / 86_400_000);
}

/** `today`, `1 day before this run`. */
export function ageWords(days: number): string {
  if (days === 0) return 'less than a day before this run';
  const count = Math.abs(days);
  return `${count} ${count === 1 ? 'day' : 'days'} ${days > 0 ? 'before this run' : 'after this run, by its own date'}`;
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
