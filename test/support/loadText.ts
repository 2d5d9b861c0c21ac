import { join } from 'node:path';
import { loadScenario } from '../../src/scenario/loadScenario.ts';
import type { Overrides } from '../../src/scenario/Overrides.ts';
import type { ResolvedScenario } from '../../src/scenario/ResolvedScenario.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Loads a scenario whose fields are given as source text, after a name and a directory of migrations. */
export function loadFields(
  text: string,
  overrides: Partial<Overrides> = {},
  files: Record<string, string> = {},
): Promise<ResolvedScenario> {
  const source = `import { auto, defineScenario } from 'pgrehearse';
const table = (name) => ({ name, columns: {}, rows(rows) { return { table: this, rows }; } });
export default defineScenario({ name: 'one', migrations: { directory: './m' }, ${text} });`;
  const folder = temporaryFolder({ 'one/scenario.mjs': source, ...files });
  return loadScenario(join(folder, 'one/scenario.mjs'), { configuration: null, ...overrides });
}
