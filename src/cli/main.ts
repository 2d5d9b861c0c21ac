import yargs from 'yargs';
import { ExitCode, PgrehearseError } from '../errors.ts';
import { nearest } from '../scenario/nearest.ts';
import { Cleanup } from './Cleanup.ts';
import type { CommandContext } from './Command.ts';
import { commands } from './commandRegistry.ts';
import { formatError } from './formatError.ts';
import { processTerminal, type Terminal } from './Terminal.ts';
import { toolVersion } from './toolVersion.ts';
import { usageError } from './usageError.ts';

/** Runs a command line and gives the exit code; never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal({ color: !argv.includes('--no-color') });
  const cleanup = new Cleanup();
  cleanup.onSignals((signal) => terminal.err(`\n${signal}: removing what was started\n`));
  const context: CommandContext = { terminal, cleanup, argv, exitCode: ExitCode.clean };
  try {
    await parser(argv, context, terminal).parseAsync();
    return context.exitCode;
  } catch (error) {
    // What fails once a signal has come fails because of it.
    if (cleanup.signal !== null) return await leaving();
    terminal.err(formatError(asCommand(error, argv[0])));
    return error instanceof PgrehearseError ? error.exitCode : ExitCode.defect;
  } finally {
    await cleanup.run();
    if (cleanup.signal !== null) await leaving();
  }
}

/** Who cleans up after a signal also ends the process, with the signal's exit code. */
function leaving(): Promise<never> {
  return new Promise(() => undefined);
}

function parser(argv: readonly string[], context: CommandContext, terminal: Terminal) {
  const cli = yargs([...argv])
    .scriptName('pgrehearse')
    .usage('$0 <command> [options]\n\nRehearses pending PostgreSQL migrations at production volume.')
    .locale('en')
    // `--fail-on never orders` is a list of one and a scenario.
    .parserConfiguration({ 'greedy-arrays': false })
    .version(toolVersion)
    .option('color', {
      type: 'boolean',
      default: true,
      describe: 'Colours; --no-color switches them off',
      global: true,
    })
    .strict()
    .recommendCommands()
    .wrap(Math.min(100, Math.max(80, terminal.width)))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usageError(message, flagsOf(argv));
    })
    .help();
  for (const command of commands) command.add(cli, context);
  return cli;
}

/** Of the command that the first word names; without one, `run` is meant. */
function flagsOf([word]: readonly string[]): readonly string[] {
  return (commands.find(({ name }) => name === word) ?? commands[0]!).flags;
}

/** A first word that is neither a command nor a scenario is more often a misspelt command. */
function asCommand(error: unknown, word: string | undefined): unknown {
  if (!(error instanceof PgrehearseError) || error.code !== 'scenario/unknown' || word === undefined)
    return error;
  const names = commands.map(({ name }) => name);
  const meant = error.message.includes(`'${word}'`) ? nearest(word, names) : undefined;
  if (meant === undefined) return error;
  return new PgrehearseError('usage/command', `there is no command '${word}', and no scenario of that name`, {
    detail: `The commands are ${names.join(', ')}.`,
    hint: `Did you mean ${meant}?`,
  });
}
