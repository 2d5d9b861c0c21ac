import { sep } from 'node:path';

/** The files that claim to be one migration, relative to the directory. */
export interface MigrationPaths {
  id: string;
  up: string[];
  down: string[];
}

/** Collects files by the migration that they claim to be. */
export class PathsById {
  readonly #byId = new Map<string, MigrationPaths>();

  add(id: string, kind: 'up' | 'down', path: string): void {
    const paths = this.#byId.get(id) ?? { id, up: [], down: [] };
    this.#byId.set(id, paths);
    paths[kind].push(path);
  }

  get all(): MigrationPaths[] {
    return [...this.#byId.values()];
  }
}

/** Whether no file of it lies in a folder. */
export function isLoose({ up, down }: MigrationPaths): boolean {
  return [...up, ...down].every((path) => !path.includes(sep));
}
