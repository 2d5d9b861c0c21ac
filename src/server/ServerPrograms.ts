/** PostgreSQL's programs where a server runs, if that is not this machine: those of its container. */
export interface ServerPrograms {
  /** Puts a file or folder there; gives its path. */
  put(path: string): Promise<string>;
  /** Runs a program to its end, as the server's superuser on its own socket; gives both streams' text. */
  run(
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<{ code: number; output: string }>;
}
