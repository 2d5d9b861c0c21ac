import { existsSync, readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { didYouMean } from '../nearest.ts';
import type { RunningCopy } from './runningCopy.ts';

/** Marks a resolution that we asked esbuild for ourselves. */
const ours = Symbol('ours');

/**
 * Resolves a scenario's imports: `pgrehearse` to the running copy, its generators and the author's own files into
 * the bundle, packages to absolute URLs as the importing file would find them.
 */
export function resolveImports(copy: RunningCopy, inlinePgrehearse: boolean): Plugin {
  return {
    name: 'pgrehearse',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        if (args.kind === 'entry-point' || args.pluginData === ours) return undefined;
        const path = args.path.startsWith('file:') ? fileURLToPath(args.path) : args.path;
        const result =
          path.split('/')[0] === 'pgrehearse' ? ourModule(path, copy) : await resolved(build, args, path);
        const own = result.path?.startsWith(dirname(copy.index) + sep) && !inlinePgrehearse;
        return own ? external(result.path!, args) : result;
      });
    },
  };
}

function ourModule(path: string, copy: RunningCopy): OnResolveResult {
  if (path === 'pgrehearse') return { path: copy.index };
  const names = generatorNames(copy);
  const name = /^pgrehearse\/generators\/([^/]+?)(?:\.[jt]s)?$/.exec(path)?.[1];
  if (name !== undefined && names.includes(name)) {
    return { path: join(copy.generators, `${name}${copy.extension}`) };
  }
  const offered = ['pgrehearse', ...names.map((each) => `pgrehearse/generators/${each}`)];
  return {
    errors: [
      {
        text: `'${path}' is not part of pgrehearse, which offers ${offered.join(', ')}.${didYouMean(path, offered)}`,
      },
    ],
  };
}

function generatorNames({ generators, extension }: RunningCopy): string[] {
  if (!existsSync(generators)) return [];
  return readdirSync(generators)
    .filter((file) => file.endsWith(extension) && !file.endsWith(`.d${extension}`))
    .map((file) => basename(file, extension))
    .sort();
}

async function resolved(build: PluginBuild, args: OnResolveArgs, path: string): Promise<OnResolveResult> {
  if (isBuiltin(path)) return { path, external: true };
  const { kind, importer, resolveDir } = args;
  const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: ours });
  if (found.errors.length > 0) return { errors: [{ text: notFound(path) }] };
  const installed = found.path.includes(`${sep}node_modules${sep}`) && !/\.[cm]?tsx?$/.test(found.path);
  const relative = path.startsWith('.') || isAbsolute(path);
  if (found.external || (installed && !relative)) return external(found.path, args);
  return { path: found.path, namespace: found.namespace, sideEffects: found.sideEffects };
}

function external(path: string, { kind }: OnResolveArgs): OnResolveResult {
  const required = kind === 'require-call' || kind === 'require-resolve';
  return { path: required || !isAbsolute(path) ? path : pathToFileURL(path).href, external: true };
}

function notFound(path: string): string {
  if (path.startsWith('.') || isAbsolute(path)) return `there is no file '${path}'`;
  return `the package '${path}' is not installed.${didYouMean(path, ['pgrehearse'])}`;
}
