import { join, resolve } from 'node:path';
import { readBaselineFile } from '../../baseline/readBaseline.ts';
import { updateBaseline } from '../../baseline/updateBaseline.ts';
import { plural } from '../../report/text/amounts.ts';
import { formatDuration } from '../../units.ts';
import { type CommandContext, defineCommand } from '../Command.ts';
import { readResult } from '../readResult.ts';
import { outputOptions } from '../sharedOptions.ts';

interface Arguments {
  result: string | undefined;
  output: string;
  baseline: string | undefined;
  reason: string | undefined;
}

export const baselineCommand = defineCommand({
  command: 'baseline <action> [result]',
  describe: 'Accept a result as the baseline of its scenarios, or show what was accepted',
  positionals: {
    action: { choices: ['update', 'show'] as const, demandOption: true, describe: 'update or show' },
    result: { type: 'string', describe: 'Default: result.json under --output' },
  },
  options: {
    output: outputOptions.output,
    baseline: { type: 'string', describe: 'The baseline’s file, instead of the one beside each scenario' },
    reason: { type: 'string', describe: 'Why it is accepted; kept in the baseline' },
  },
  run: (args, context) => (args.action === 'update' ? update(args, context) : show(args, context)),
});

async function update(args: Arguments, { terminal }: CommandContext): Promise<void> {
  const result = await readResult(args.result ?? join(args.output, 'result.json'));
  for (const scenario of result.scenarios) {
    const path = args.baseline ?? scenario.baselineFile;
    await updateBaseline(resolve(path), scenario, args.reason ?? null);
    terminal.out(`${scenario.name}: baseline for scale ${scenario.scale} written to ${path}\n`);
  }
}

async function show(args: Arguments, { terminal }: CommandContext): Promise<void> {
  const result = await readResult(args.result ?? join(args.output, 'result.json'));
  const paths = new Set(
    args.baseline ? [args.baseline] : result.scenarios.map(({ baselineFile }) => baselineFile),
  );
  for (const path of paths) {
    const file = await readBaselineFile(resolve(path));
    for (const [name, entries] of Object.entries(file.scenarios)) {
      for (const entry of entries) {
        const total = entry.migrations.reduce((sum, { durationMs }) => sum + durationMs, 0);
        terminal.out(
          `${name}: scale ${entry.scale}, PostgreSQL ${entry.major}, ${entry.hostClass}, ${entry.takenAt.slice(0, 10)}, ` +
            `${plural(entry.migrations.length, 'migration')} in ${formatDuration(total)}, ${plural(entry.queries.length, 'plan')}` +
            `${entry.reason ? `, because ${entry.reason}` : ''}\n`,
        );
      }
    }
  }
}
