import type { MigrationDirectory } from '../MigrationDirectory.ts';

/** `3 of 4 files have '-- migrate:up'`, or null where none has. */
export function markedFiles(directory: MigrationDirectory, marker: RegExp, shown: string): string | null {
  const files = directory.files.filter((name) => name.endsWith('.sql'));
  const marked = files.filter((name) => marker.test(directory.text(name) ?? ''));
  if (marked.length === 0) return null;
  const count =
    marked.length === files.length ? 'its files have' : `${marked.length} of ${files.length} files have`;
  return `${count} '${shown}'`;
}
