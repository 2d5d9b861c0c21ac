/** PostgreSQL's programs as found on this machine. */
export interface Binaries {
  source: 'embedded' | 'binaries';
  /** The installation's root: `bin`, `lib` and `share` are under it; undefined where only `bin` is known. */
  root: string | undefined;
  /** Absolute path of the directory with initdb and postgres. */
  bin: string;
  /** As in `18.4`. */
  version: string;
  major: number;
}
