import { PgrehearseError } from '../../errors.ts';
import { displayPath } from '../displayPath.ts';
import { authorError } from './authorError.ts';
import { type BundledModule, type BundleOptions, bundleModule } from './bundleModule.ts';
import { importModule } from './importModule.ts';

/** The default export of an author's file, unchecked. */
export async function loadDefault(path: string, options: BundleOptions = {}): Promise<unknown> {
  return (await loadModule(path, options)).exported;
}

/** The same, with the module that it came from. */
export async function loadModule(
  path: string,
  options: BundleOptions = {},
): Promise<{ exported: unknown; module: BundledModule }> {
  const bundle = await bundleModule(path, options);
  const exports = await importModule(bundle).catch(async (error) => {
    throw await authorError(error, bundle);
  });
  if (exports['default'] !== undefined) return { exported: exports['default'], module: bundle };
  const name = displayPath(bundle.file);
  const define = bundle.area === 'scenario' ? 'defineScenario' : 'defineConfig';
  const found = Object.keys(exports);
  throw new PgrehearseError(`${bundle.area}/no-default-export`, `${name} has no default export`, {
    detail: `Expected 'export default ${define}({ … })'; found ${found.length === 0 ? 'no exports' : `exports named ${found.join(', ')}`}.`,
    source: name,
    hint: `End the file with 'export default ${define}({ … })'.`,
  });
}
