import { readEvidence } from '../../evidence/readEvidence.ts';
import { resultOf } from '../../findings/resultOf.ts';
import { again } from '../again.ts';
import { defineCommand } from '../Command.ts';
import { judgeOne } from '../judgeOne.ts';
import { present } from '../present.ts';
import { judgingOptions, outputOptions, parseFailOn } from '../sharedOptions.ts';
import { parseReporter } from '../writeReports.ts';

export const judgeCommand = defineCommand({
  command: 'judge <evidence..>',
  describe: 'Judge evidence again, without a server',
  positionals: {
    evidence: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'Files that run wrote under evidence/',
    },
  },
  options: { ...judgingOptions, ...outputOptions },
  async run(args, context) {
    const failOn = parseFailOn(args.failOn);
    const reporters = args.reporter.map(parseReporter);
    const evidence = await Promise.all(args.evidence.map(readEvidence));
    const judged = await Promise.all(evidence.map((one) => judgeOne(one, args)));
    const { output, json, quiet } = args;
    const how = { output, reporters, failOn, json, quiet, again: again(context.argv) };
    context.exitCode = await present(resultOf(evidence, judged), how, context.terminal);
  },
});
