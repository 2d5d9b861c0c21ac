import { again } from '../again.ts';
import { defineCommand } from '../Command.ts';
import { present } from '../present.ts';
import { readResult } from '../readResult.ts';
import { outputOptions, parseFailOn } from '../sharedOptions.ts';
import { parseReporter } from '../writeReports.ts';

export const reportCommand = defineCommand({
  command: 'report <result>',
  describe: 'Write the reports of a result again',
  positionals: {
    result: { type: 'string', demandOption: true, describe: 'The result.json that run or judge wrote' },
  },
  options: outputOptions,
  /** Ends with 0 whatever the result says: it was judged before. */
  async run({ result, reporter, output, json, quiet }, { argv, terminal }) {
    const how = {
      output,
      json,
      quiet,
      reporters: reporter.map(parseReporter),
      failOn: parseFailOn(['never']),
    };
    await present(await readResult(result), { ...how, again: again(argv) }, terminal);
  },
});
