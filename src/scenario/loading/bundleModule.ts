import { existsSync } from 'node:fs';
import type { SourceMapPayload } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildFailure, build, type Message } from 'esbuild';
import { PgrehearseError } from '../../errors.ts';
import { displayPath } from '../displayPath.ts';
import { locationNames, ownLocation } from './ownLocation.ts';
import { resolveImports } from './resolveImports.ts';
import { type RunningCopy, runningCopy } from './runningCopy.ts';

/** An author's file and all that it imports from its own project, as one ES module. Can be posted to a worker. */
export interface BundledModule {
  /** Absolute path of the author's file. */
  file: string;
  /** What the file is, in messages and error codes. */
  area: AuthoredArea;
  /** Ends with an inline source map. */
  code: string;
  /** A source map, version 3, whose sources are file URLs. */
  map: SourceMapPayload;
  /** Absolute paths of the files in it. */
  inputs: string[];
}
export type AuthoredArea = 'scenario' | 'config';

export interface BundleOptions {
  area?: AuthoredArea;
  /**
   * Put pgrehearse itself into the text too. Without it the module shares the instance that is running; with it
   * the text runs in a worker thread that cannot load TypeScript.
   */
  inlinePgrehearse?: boolean;
  copy?: RunningCopy;
}

/** Bundles an author's TypeScript or JavaScript file. Throws `scenario/missing`, `scenario/syntax` or `scenario/import` (`config/…`). */
export async function bundleModule(path: string, options: BundleOptions = {}): Promise<BundledModule> {
  const { area = 'scenario', inlinePgrehearse = false, copy = runningCopy() } = options;
  const file = resolve(path);
  if (!existsSync(file)) {
    throw new PgrehearseError(`${area}/missing`, `there is no file ${displayPath(file)}`, {
      source: displayPath(file),
      hint: 'Check the path; it starts from the working directory.',
    });
  }
  const directory = dirname(file);
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: directory,
      outfile: join(directory, 'bundle.mjs'),
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      charset: 'utf8',
      sourcemap: 'external',
      logLevel: 'silent',
      define: locationNames,
      banner: { js: requireBanner(file) },
      plugins: [resolveImports(copy, inlinePgrehearse), ownLocation],
    });
    const text = (ending: string) => result.outputFiles.find((output) => output.path.endsWith(ending))!.text;
    const map = { ...(JSON.parse(text('.map')) as SourceMapPayload), sourceRoot: '' };
    map.sources = map.sources.map((source) => pathToFileURL(resolve(directory, source)).href);
    return {
      file,
      area,
      code: `${text('.mjs')}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}\n`,
      map,
      inputs: Object.keys(result.metafile.inputs).map((input) => resolve(directory, input)),
    };
  } catch (error) {
    const [first, ...others] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    throw buildError(area, file, first, others);
  }
}

/** `require` for bundled CommonJS files, which esbuild leaves to whoever runs the module. */
function requireBanner(file: string): string {
  const url = JSON.stringify(pathToFileURL(file).href);
  return `import { createRequire as __pgrehearse_require } from 'node:module'; const require = __pgrehearse_require(${url});`;
}

function buildError(
  area: AuthoredArea,
  file: string,
  first: Message,
  others: readonly Message[],
): PgrehearseError {
  const isImport = first.pluginName !== '' || first.text.startsWith('No matching export');
  const position = describe(file, first);
  const shown = first.location ? [first.location.lineText.trim()] : [];
  const rest = others.slice(0, 9).map((message) => `${describe(file, message)}: ${message.text}`);
  return new PgrehearseError(`${area}/${isImport ? 'import' : 'syntax'}`, `${position}: ${first.text}`, {
    detail: [...shown, ...rest].join('\n') || undefined,
    source: position,
    hint: isImport
      ? 'Import pgrehearse, its generators, files of your project, or packages that are installed where the file lies.'
      : 'Correct the line; the file is TypeScript or JavaScript, an ES module.',
  });
}

function describe(file: string, { location }: Message): string {
  if (!location) return displayPath(file);
  const { line, column, lineText } = location;
  const characters = Buffer.from(lineText).toString('utf8', 0, column).length;
  return `${displayPath(resolve(dirname(file), location.file))}:${line}:${characters + 1}`;
}
