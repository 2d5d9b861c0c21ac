/** What is known of a dump before it is restored. */
export interface Dump {
  /** Absolute path of a file or folder. */
  path: string;
  /** As pg_dump's `--format` names them. */
  format: 'custom' | 'directory' | 'tar' | 'plain';
  /** Only a plain one may be compressed as a whole. */
  gzip: boolean;
}
