import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { pathToFileURL } from 'node:url';
import { messageOf, PgrehearseError } from '../../errors.ts';
import { displayPath } from '../displayPath.ts';
import { didYouMean } from '../nearest.ts';
import type { BundledModule } from './bundleModule.ts';
import { moduleUrl } from './importModule.ts';

/** An error that an author's code threw while it was evaluated, with the line of that code instead of a stack. */
export async function authorError(error: unknown, bundle: BundledModule): Promise<PgrehearseError> {
  const position = errorPosition(error, bundle) ?? { file: bundle.file };
  const source = [displayPath(position.file), position.line, position.column].filter(Boolean).join(':');
  if (error instanceof Error && error.name === 'PgrehearseError') {
    const { code, message, detail, hint } = error as PgrehearseError;
    return new PgrehearseError(code, `${source}: ${message}`, { detail, hint, source, cause: error });
  }
  const missing = /^The requested module '(.+)' does not provide an export named '(.+)'$/.exec(
    messageOf(error),
  );
  if (error instanceof SyntaxError && missing) return missingExport(missing[1]!, missing[2]!, bundle);
  const kind = error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : '';
  return new PgrehearseError(`${bundle.area}/throws`, `${source}: ${kind}${firstLine(messageOf(error))}`, {
    detail: position.line ? lineOf(position.file, position.line) : undefined,
    source,
    hint: `The file's own code threw this while it was loaded; correct it there.`,
    cause: error,
  });
}

/** Where an author's function threw, as `file:line:column`, and that line's text; null where none of it is theirs. */
export function authorPosition(
  error: unknown,
  bundle: BundledModule,
): { source: string; text: string | undefined } | null {
  const position = errorPosition(error, bundle);
  if (position === undefined) return null;
  const { file, line = 1, column } = position;
  const source = [displayPath(file), line, column].filter(Boolean).join(':');
  return { source, text: lineOf(file, line) };
}

interface Position {
  file: string;
  line?: number;
  column?: number;
}

/** The topmost frame in one of the author's files; where source maps are off, the bundle's frames are mapped here. */
function errorPosition(error: unknown, { inputs, map }: BundledModule): Position | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const files = new Map(
    inputs.flatMap((file) => [[file, file] as const, [pathToFileURL(file).href, file] as const]),
  );
  for (const frame of stack.split('\n')) {
    const [, where, row, column] = /^\s*at (?:.*\()?(?:async )?(.+?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    if (where === undefined) continue;
    const direct = files.get(where);
    if (direct) return { file: direct, line: Number(row), column: Number(column) };
    if (!where.startsWith(moduleUrl)) continue;
    const entry = new SourceMap(map).findEntry(Number(row) - 1, Number(column) - 1);
    const file = 'originalSource' in entry ? files.get(entry.originalSource) : undefined;
    if (file && 'originalLine' in entry) {
      return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
  }
  return undefined;
}

async function missingExport(module: string, name: string, bundle: BundledModule): Promise<PgrehearseError> {
  const exported = await import(module).then(Object.keys, () => [] as string[]);
  const { file, line } = firstMention(name, bundle) ?? { file: bundle.file };
  const source = [displayPath(file), line].filter(Boolean).join(':');
  const from = /\/src\/index\.[jt]s(?:\?.*)?$/.test(module) ? 'pgrehearse' : module;
  return new PgrehearseError(`${bundle.area}/import`, `${source}: '${from}' has no export '${name}'`, {
    detail: line ? lineOf(file, line) : undefined,
    source,
    hint: `Correct the name in the import.${didYouMean(name, exported)}`,
  });
}

function firstMention(name: string, { inputs }: BundledModule): Position | undefined {
  const pattern = new RegExp(`(?<![\\w$])${name.replace(/[$]/g, '\\$&')}(?![\\w$])`);
  for (const file of inputs) {
    const at = readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((line) => pattern.test(line));
    if (at >= 0) return { file, line: at + 1 };
  }
  return undefined;
}

function lineOf(file: string, line: number): string | undefined {
  return readFileSync(file, 'utf8').split('\n')[line - 1]?.trim() || undefined;
}

function firstLine(text: string): string {
  return text.split('\n')[0]!;
}
