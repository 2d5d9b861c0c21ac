/** Where output goes: stdout is the product, stderr the log. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Whether stderr is a terminal that shows live lines. */
  live: boolean;
  colour: boolean;
  /** Columns of stderr. */
  width: number;
}

export function processTerminal(options: { color: boolean }): Terminal {
  const { stdout, stderr, env } = process;
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const wanted = options.color && (env['NO_COLOR'] ?? '') === '';
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    live: stderr.isTTY === true && env['CI'] === undefined && env['TERM'] !== 'dumb',
    colour: wanted && (forced || (stdout.isTTY === true && env['TERM'] !== 'dumb')),
    width: stderr.columns ?? 80,
  };
}
