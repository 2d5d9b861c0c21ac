import { readFile } from 'node:fs/promises';
import { readExplain } from '../../analysis/plans/readExplain.ts';
import { ExitCode, messageOf, PgrehearseError } from '../../errors.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { planDifferenceJson } from '../../report/difference/planDifferenceJson.ts';
import { renderPlanDifference } from '../../report/difference/renderPlanDifference.ts';
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
  options: {
    json: { type: 'boolean', default: false, describe: 'As JSON' },
    'exit-code': {
      type: 'boolean',
      default: false,
      describe: 'End with 1 where the plans differ, as git diff does; without it the end is 0',
    },
  },
  async run({ before, after, json, exitCode }, context) {
    const { terminal } = context;
    const [a, b] = [await planIn(before), await planIn(after)];
    const difference = planDifferenceJson(a, b);
    terminal.out(
      json
        ? `${JSON.stringify(difference, null, 2)}\n`
        : renderPlanDifference(a, b, palette(terminal.colour)),
    );
    if (exitCode && difference.differ) context.exitCode = ExitCode.regression;
  },
});

async function planIn(path: string): Promise<ExplainPlan> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new PgrehearseError('usage/explain', `cannot read ${path}`, {
      detail: messageOf(error),
      source: path,
      hint: 'Give the path of a file that holds a plan in JSON.',
    });
  });
  // What PowerShell writes by `>` is UTF-16.
  const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8');
  return readExplain(text, path);
}
