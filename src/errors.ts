/** Exit codes of the command line. Where several apply: 2, 3, 4, 1, 5. */
export const ExitCode = {
  clean: 0,
  /** A regression or a breached budget. */
  regression: 1,
  /** Usage, configuration or scenario. */
  usage: 2,
  /** Server, Docker, disk. */
  environment: 3,
  /** A migration failed; result.json is written. */
  migrationFailed: 4,
  /** Inconclusive, when asked to fail on it. */
  inconclusive: 5,
  /** A defect of ours. */
  defect: 70,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** For the documentation. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: 'Clean: nothing regressed, no budget was breached.',
  1: 'A regression or a breached budget.',
  2: 'Usage, configuration or a scenario is wrong.',
  3: 'The environment: no server, no Docker engine, no disk.',
  4: 'A migration failed, a syntax error in it included. The result is written.',
  5: 'Inconclusive, where `--fail-on inconclusive` asks for it.',
  70: 'A defect of pgrehearse.',
  130: 'Interrupted (SIGINT), after everything that was started was removed.',
  143: 'Terminated (SIGTERM), after everything that was started was removed.',
};

/** The first part of an error's code decides the exit code. */
const exitCodes = {
  usage: ExitCode.usage,
  config: ExitCode.usage,
  scenario: ExitCode.usage,
  migrations: ExitCode.usage,
  data: ExitCode.usage,
  query: ExitCode.usage,
  baseline: ExitCode.usage,
  evidence: ExitCode.usage,
  production: ExitCode.usage,
  server: ExitCode.environment,
  docker: ExitCode.environment,
  disk: ExitCode.environment,
  migration: ExitCode.migrationFailed,
} as const;

/** `area/what`, for example `server/port-in-use`. */
export type ErrorCode = `${keyof typeof exitCodes}/${string}`;

export interface ErrorParts {
  /** Facts: what was expected, what was found. */
  detail?: string | undefined;
  /** A complete sentence that says what to do. */
  hint?: string | undefined;
  /** Where it comes from: a file with line, a flag, a setting. */
  source?: string | undefined;
  /** The fields of `postgres` that a server cannot give: `version`, `settings.work_mem`. */
  unmet?: readonly string[] | undefined;
  cause?: unknown;
}

/** An error that its reader can act on: one factual line, a detail, a hint. Never carries a secret. */
export class PgrehearseError extends Error {
  override readonly name = 'PgrehearseError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly source: string | undefined;
  readonly unmet: readonly string[];

  constructor(code: ErrorCode, message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = code;
    this.detail = parts.detail;
    this.hint = parts.hint;
    this.source = parts.source;
    this.unmet = parts.unmet ?? [];
  }

  get exitCode(): ExitCode {
    return exitCodeOfErrorCode(this.code);
  }
}

/** 70 for a code that is none of ours. */
export function exitCodeOfErrorCode(code: string): ExitCode {
  const area = code.split('/')[0]!;
  return Object.hasOwn(exitCodes, area) ? exitCodes[area as keyof typeof exitCodes] : ExitCode.defect;
}

/** The message of anything thrown, for a detail line. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
