import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const fileNames = ['ts', 'mts', 'js', 'mjs'].map((extension) => `scenario.${extension}`);

/** Where scenarios are looked for when the configuration says nothing. */
export const usualPlaces = ['scenarios/*', 'scenario.{ts,mts,js,mjs}'];

/** The scenario files of a working directory, absolute and sorted: `places` as the configuration gives them, else the usual ones. */
export function listScenarioFiles(cwd: string, places: readonly string[] | null): string[] {
  const found = places
    ? places.flatMap((place) => expand(resolve(cwd, place)).flatMap(scenarioFilesAt))
    : [...expand(join(cwd, 'scenarios', '*')).flatMap(ownScenario), ...ownScenario(cwd)];
  return [...new Set(found)].sort();
}

/** What a path means: a file, a folder with a scenario in it, or a folder of such folders. */
export function scenarioFilesAt(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const own = ownScenario(path);
  return own.length > 0 ? own : expand(join(path, '*')).flatMap(ownScenario);
}

function ownScenario(folder: string): string[] {
  const found = fileNames.find((name) => existsSync(join(folder, name)));
  return found === undefined ? [] : [join(folder, found)];
}

/** Paths that match a pattern in which `*` stands for any part of one name. */
function expand(pattern: string): string[] {
  const [head = '', ...rest] = pattern.split(/[/\\]/);
  let paths = [`${head}/`];
  for (const part of rest) {
    paths = part.includes('*')
      ? paths.flatMap((path) => matches(path, part).map((name) => join(path, name)))
      : paths.map((path) => join(path, part));
  }
  return paths;
}

function matches(folder: string, part: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  const literal = part.split('*').map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${literal.join('.*')}$`);
  return readdirSync(folder).filter((name) => pattern.test(basename(name)) && !name.startsWith('.'));
}
