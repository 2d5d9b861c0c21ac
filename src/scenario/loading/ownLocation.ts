import { readFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';

const names = {
  'import.meta.url': '__pgrehearse_url',
  'import.meta.filename': '__pgrehearse_filename',
  'import.meta.dirname': '__pgrehearse_dirname',
};

/** What esbuild puts in the place of `import.meta`, whose values would be those of the bundle. */
export const locationNames: Record<string, string> = names;

/** Gives every bundled file that asks for it its own `import.meta`. */
export const ownLocation: Plugin = {
  name: 'pgrehearse-location',
  setup(build) {
    build.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta')) return undefined;
      const values = [pathToFileURL(path).href, path, dirname(path)];
      const declared = Object.values(names).map((name, i) => `${name}=${JSON.stringify(values[i])}`);
      // On the first line, or after one that begins with #!, so that no line is shifted.
      const at = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
      const contents = `${text.slice(0, at)}var ${declared.join()};${text.slice(at)}`;
      return { contents, loader: extname(path).replace(/^\.[cm]?/, '') as Loader };
    });
  },
};
