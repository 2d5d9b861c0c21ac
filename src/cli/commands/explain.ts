import { readFile } from 'node:fs/promises';
import { readExplain } from '../../analysis/plans/readExplain.ts';
import { messageOf, PgrehearseError } from '../../errors.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { renderPlanDifference } from '../../report/renderPlanDifference.ts';
import { defineCommand } from '../Command.ts';
import { palette } from '../palette.ts';

export const explainCommand = defineCommand({
  command: 'explain <action> <before> <after>',
  describe: 'Compare two plans that EXPLAIN (FORMAT JSON) gave, node by node',
  positionals: {
    action: { choices: ['diff'] as const, demandOption: true, describe: 'diff' },
    before: { type: 'string', demandOption: true, describe: 'A file with the plan before' },
    after: { type: 'string', demandOption: true, describe: 'A file with the plan after' },
  },
  options: {},
  async run({ before, after }, { terminal }) {
    const [a, b] = [await planIn(before), await planIn(after)];
    terminal.out(renderPlanDifference(a, b, palette(terminal.colour)));
  },
});

async function planIn(path: string): Promise<ExplainPlan> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new PgrehearseError('usage/explain', `cannot read ${path}`, {
      detail: messageOf(error),
      source: path,
      hint: 'Give the path of a file that holds a plan in JSON.',
    });
  });
  return readExplain(text, path);
}
