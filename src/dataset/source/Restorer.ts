import type { ProgramEnd } from './runProgram.ts';

/** A program that can restore a dump: pg_restore for an archive, psql for a plain one. */
export interface Restorer {
  /** For a person: `pg_restore 15.18`. */
  title: string;
  /** The script that it makes of an archive's schema. */
  script(): Promise<string>;
  run(job: RestorerJob): Promise<Pick<ProgramEnd, 'code' | 'late'>>;
}

export interface RestorerJob {
  args: readonly string[];
  input?: NodeJS.ReadableStream;
  database: string;
  /** PGOPTIONS. */
  options: string;
  timeoutMs: number | null;
  line: (text: string) => void;
}
