import { PgrehearseError } from '../errors.ts';
import { nearest } from '../scenario/nearest.ts';

const help = 'Run pgrehearse --help, or pgrehearse <command> --help, to see what there is.';

/** What yargs found wrong, in our words. `flags`: those that exist, without the dashes. */
export function usageError(message: string, flags: readonly string[]): PgrehearseError {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  const unknown = /^Unknown arguments?: (.*)$/.exec(line)?.[1]?.split(', ');
  if (unknown) return unknownArgument(unknown, flags);
  const invalid = /Argument: ([\w-]+), Given: (.*), Choices: (.*)$/.exec(line);
  if (invalid) return notAChoice(invalid[1]!, invalid[2]!, invalid[3]!, flags);
  if (/^Not enough non-option arguments/.test(line)) {
    return new PgrehearseError('usage/arguments', 'the command needs something to work on', {
      detail: `${line}.`,
      hint: 'Run pgrehearse <command> --help to see what goes behind its name.',
    });
  }
  return new PgrehearseError('usage/arguments', line, { hint: help });
}

export function needsValue(flag: string): PgrehearseError {
  return new PgrehearseError('usage/arguments', `--${flag} needs a value`, {
    source: `--${flag}`,
    hint: `Write it as --${flag} VALUE. ${help}`,
  });
}

export function givenTwice(flag: string, values: readonly unknown[]): PgrehearseError {
  return new PgrehearseError('usage/arguments', `--${flag} was given ${values.length} times`, {
    source: `--${flag}`,
    detail: `Expected one value, found ${values.join(', ')}.`,
    hint: 'Leave all but one out.',
  });
}

/** What was typed for a flag that takes a number. */
export function notANumber(flag: string, argv: readonly string[]): PgrehearseError {
  const at = argv.findIndex((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
  const typed = argv[at]?.startsWith(`--${flag}=`) ? argv[at].slice(flag.length + 3) : argv[at + 1];
  return new PgrehearseError('usage/arguments', `--${flag}: expected a number, found '${typed}'`, {
    source: `--${flag}`,
    hint: `Write it as --${flag} NUMBER.`,
  });
}

/** yargs names a flag as it was typed and in camel case. */
function unknownArgument(unknown: readonly string[], flags: readonly string[]): PgrehearseError {
  const typed = unknown.find((name) => name.includes('-')) ?? unknown[0]!;
  const known = [...flags, ...flags.map((flag) => `no-${flag}`)];
  const meant = nearest(typed, known);
  return new PgrehearseError('usage/arguments', `'${typed}' is no flag or argument of this command`, {
    hint: `${meant === undefined ? '' : `Did you mean --${meant}? `}${help}`,
  });
}

function notAChoice(name: string, given: string, choices: string, flags: readonly string[]): PgrehearseError {
  const expected = choices.replaceAll('"', '');
  const found = given.replaceAll('"', '');
  const what = flags.includes(name) ? `--${name}` : name;
  const meant = nearest(found, expected.split(', '));
  return new PgrehearseError('usage/arguments', `${what} cannot be '${found}'`, {
    source: what,
    detail: `Expected one of ${expected}.`,
    hint: `${meant === undefined ? '' : `Did you mean '${meant}'? `}${help}`,
  });
}
