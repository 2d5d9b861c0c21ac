import { relative } from 'node:path';
import { formatCount } from '../../units.ts';
import { defineCommand } from '../Command.ts';
import { chooseScenarios } from '../chooseScenarios.ts';
import { sourceWords } from '../sourceWords.ts';

export const listCommand = defineCommand({
  command: 'list [scenario..]',
  describe: 'List the scenarios that run would rehearse',
  positionals: {
    scenario: { type: 'string', array: true, default: [] as string[], describe: 'Names, folders or files' },
  },
  options: {
    only: { type: 'string', array: true, describe: 'Only scenarios that carry one of these tags' },
    scale: { type: 'number', describe: 'Of the scenario’s rows' },
    json: { type: 'boolean', default: false, describe: 'As JSON' },
  },
  async run(args, context) {
    const { scenarios } = await chooseScenarios(args);
    const listed = scenarios.map((one) => ({
      name: one.name,
      file: one.file === null ? null : relative(process.cwd(), one.file),
      ...('error' in one
        ? { error: one.error.message }
        : {
            description: one.scenario.description,
            tags: one.scenario.tags,
            rows: one.scenario.data.reduce((total, { rows }) => total + rows, 0),
            ...(one.scenario.migrations.command === null
              ? {}
              : { command: one.scenario.migrations.command.command }),
            ...(one.scenario.dataSource === null ? {} : { from: sourceWords(one.scenario.dataSource) }),
          }),
    }));
    const { terminal } = context;
    if (args.json) {
      terminal.out(`${JSON.stringify(listed, null, 2)}\n`);
      return;
    }
    for (const one of listed) {
      const facts =
        'error' in one
          ? `cannot be loaded: ${one.error}`
          : `${one.from === undefined ? `${formatCount(one.rows)} rows` : `Rows ${one.from}`}. ${one.command === undefined ? '' : `Applied by '${one.command}'. `}${one.description}`;
      terminal.out(`${one.name}\n  ${facts}\n  ${one.file}\n`);
    }
  },
});
