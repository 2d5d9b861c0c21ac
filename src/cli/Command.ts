import type { ArgumentsCamelCase, Argv, InferredOptionTypes, Options } from 'yargs';
import type { ExitCode } from '../errors.ts';
import type { Cleanup } from './Cleanup.ts';
import type { Terminal } from './Terminal.ts';
import { givenTwice, needsValue, notANumber } from './usageError.ts';

/** What every command is given, and where it leaves its exit code. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly cleanup: Cleanup;
  /** As typed. */
  readonly argv: readonly string[];
  exitCode: ExitCode;
}

type Given<O extends Record<string, Options>> = ArgumentsCamelCase<InferredOptionTypes<O>>;

export interface CommandSpec<P extends Record<string, Options>, O extends Record<string, Options>> {
  /** As yargs reads it: `judge <evidence..>`. */
  command: string | readonly string[];
  describe: string;
  positionals: P;
  options: O;
  run(args: Given<P & O>, context: CommandContext): Promise<void>;
}

/** A command file exports one of these; the registry hands it to yargs. */
export interface Command {
  /** The word that chooses it. */
  readonly name: string;
  /** Its flags, without the dashes. */
  readonly flags: readonly string[];
  add(cli: Argv, context: CommandContext): void;
}

export function defineCommand<P extends Record<string, Options>, O extends Record<string, Options>>(
  spec: CommandSpec<P, O>,
): Command {
  const first = typeof spec.command === 'string' ? spec.command : spec.command[0]!;
  return {
    name: first.split(' ')[0]!,
    flags: Object.entries(spec.options)
      .filter(([, { hidden }]) => !hidden)
      .map(([flag]) => flag),
    add(cli, context) {
      cli.command(
        spec.command,
        spec.describe,
        (builder) => {
          for (const [name, positional] of Object.entries(spec.positionals)) {
            builder.positional(name, positional as Parameters<typeof builder.positional>[1]);
          }
          return builder.options(spec.options);
        },
        (args) => {
          checkValues(spec.options, args as Record<string, unknown>, context.argv);
          return spec.run(args as unknown as Given<P & O>, context);
        },
      );
    },
  };
}

function checkValues(
  options: Record<string, Options>,
  args: Record<string, unknown>,
  argv: readonly string[],
): void {
  for (const [name, { array, type }] of Object.entries(options)) {
    const value = args[name];
    if (type !== 'boolean' && isValueless(name, argv)) throw needsValue(name);
    if (!array && Array.isArray(value)) throw givenTwice(name, value);
    if (Number.isNaN(value)) throw notANumber(name, argv);
  }
}

/** `--seed` with nothing behind it is a mistake, not a seed that is absent. */
function isValueless(name: string, argv: readonly string[]): boolean {
  return argv.some((word, i) => {
    if (word !== `--${name}`) return word === `--${name}=`;
    const next = argv[i + 1];
    return next === undefined || next === '' || /^-(?!\d)/.test(next);
  });
}
