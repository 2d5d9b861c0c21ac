import type { Command } from './Command.ts';
import { baselineCommand } from './commands/baseline.ts';
import { cacheCommand } from './commands/cache.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { generateCommand } from './commands/generate.ts';
import { initCommand } from './commands/init.ts';
import { judgeCommand } from './commands/judge.ts';
import { listCommand } from './commands/list.ts';
import { productionCommand } from './commands/production.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';

/** Every command, in the order of `--help`. */
export const commands: readonly Command[] = [
  runCommand,
  judgeCommand,
  reportCommand,
  baselineCommand,
  explainCommand,
  generateCommand,
  listCommand,
  productionCommand,
  cacheCommand,
  initCommand,
  doctorCommand,
];
