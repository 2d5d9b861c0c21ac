import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the modules of pgrehearse lie that are running now; absolute paths. */
export interface RunningCopy {
  /** What `pgrehearse` means to a scenario. */
  index: string;
  /** The folder behind `pgrehearse/generators/…`. */
  generators: string;
  /** `.ts` in a checkout, `.js` in the built package. */
  extension: '.ts' | '.js';
}

/** The copy that this module belongs to: `src/` and `generators/` of a checkout, or of `dist/`. */
export function runningCopy(): RunningCopy {
  const here = fileURLToPath(import.meta.url);
  const extension = extname(here) === '.ts' ? '.ts' : '.js';
  const source = dirname(dirname(dirname(here)));
  return {
    index: join(source, `index${extension}`),
    generators: join(dirname(source), 'generators'),
    extension,
  };
}
