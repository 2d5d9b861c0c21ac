import { basename, dirname, resolve } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import type { LoadedConfiguration } from './Configuration.ts';
import { displayPath } from './displayPath.ts';
import { listScenarioFiles, scenarioFilesAt, usualPlaces } from './listScenarioFiles.ts';
import { loadDefault } from './loading/loadDefault.ts';
import { nearest } from './nearest.ts';

export interface FoundScenario {
  /** Absolute path. */
  file: string;
  /** The name it declares; its folder's name where it cannot be loaded, which loading it says again. */
  name: string;
}

/**
 * The scenarios that words choose, or all of them: a declared name, a folder's name, or a path to a file or folder.
 * Throws `scenario/none`, `scenario/unknown` or `scenario/duplicate`.
 */
export async function findScenarios(
  words: readonly string[],
  cwd: string,
  configuration: LoadedConfiguration | null = null,
): Promise<FoundScenario[]> {
  const places = configuration?.scenarios ?? null;
  const root = places ? configuration!.directory : cwd;
  const known = await Promise.all(listScenarioFiles(root, places).map(found));
  if (words.length === 0) {
    if (known.length === 0) throw noneFound(cwd, places ?? usualPlaces);
    return distinct(known);
  }
  const chosen: FoundScenario[] = [];
  for (const word of words) chosen.push(...(await choose(word, known, cwd)));
  return distinct(chosen);
}

async function choose(word: string, known: readonly FoundScenario[], cwd: string): Promise<FoundScenario[]> {
  const named = known.filter(({ file, name }) => name === word || folderName(file) === word);
  if (named.length > 0) return named;
  const files = scenarioFilesAt(resolve(cwd, word));
  if (files.length > 0) return Promise.all(files.map(found));
  const names = known.map(({ name }) => name);
  const meant = nearest(word, names);
  throw new PgrehearseError('scenario/unknown', `there is no scenario '${word}'`, {
    detail: names.length === 0 ? 'No scenarios were found.' : `There are ${names.join(', ')}.`,
    source: displayPath(cwd),
    hint: `${meant === undefined ? '' : `Did you mean '${meant}'? `}Give a scenario's name, its folder, or the path of its file.`,
  });
}

async function found(file: string): Promise<FoundScenario> {
  const exported = await loadDefault(file).catch(() => null);
  const name = (exported as { name?: unknown } | null)?.name;
  return { file, name: typeof name === 'string' ? name : folderName(file) };
}

function folderName(file: string): string {
  return basename(dirname(file));
}

/** Each file once; two files of one name would overwrite each other's evidence and baseline. */
function distinct(scenarios: readonly FoundScenario[]): FoundScenario[] {
  const byName = new Map<string, FoundScenario>();
  for (const scenario of scenarios) {
    const other = byName.get(scenario.name);
    if (other && other.file !== scenario.file) {
      throw new PgrehearseError('scenario/duplicate', `two scenarios are called '${scenario.name}'`, {
        detail: `Found in ${displayPath(other.file)} and ${displayPath(scenario.file)}.`,
        source: displayPath(scenario.file),
        hint: 'Give one of them another name; evidence and baselines are kept by name.',
      });
    }
    byName.set(scenario.name, scenario);
  }
  return [...byName.values()];
}

function noneFound(cwd: string, places: readonly string[]): PgrehearseError {
  return new PgrehearseError('scenario/none', 'no scenarios were found', {
    detail: `Looked for ${places.join(', ')} in ${cwd}.`,
    source: displayPath(cwd),
    hint: "Make one with 'pgrehearse init', or rehearse without one: 'pgrehearse run --migrations <directory>'.",
  });
}
