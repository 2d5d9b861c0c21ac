import { basename, dirname } from 'node:path';

/** What a scenario's name must match: it names files and report anchors. */
export const namePattern = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
export const nameNotation = `lower-case words joined by hyphens such as 'orders-region-not-null'`;

/** A name for the migrations of a directory (absolute path): its own, or its parent's where it is called `migrations`, made to fit. */
export function nameOfDirectory(migrations: string): string {
  const own = basename(migrations);
  return fitName(own === 'migrations' ? basename(dirname(migrations)) : own) || 'migrations';
}

/** A text as near to a scenario's name as can be; empty where nothing of it can stay. */
export function fitName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
