/** How a template is copied. */
export interface CloneMethod {
  /** CREATE DATABASE … STRATEGY, since PostgreSQL 15; older ones copy files. */
  strategies: boolean;
  /** `file_copy_method = clone`, since 18: reflinks, or a copy that stays inside the kernel (copy_file_range). */
  fileClone: boolean;
  /** Whether a small template goes through the WAL page by page, which needs no checkpoint. */
  smallByWal: boolean;
}

/**
 * From this size on copying files is cheaper than writing every page to the WAL. Measured on 18.4 with ext4 and fsync,
 * best of 5: 8 MB 106 ms by files and 37 by WAL, 24 MB 88 and 43, 72 MB 111 and 136, 264 MB 390 and 768, 1 GB 2.9 s
 * and 7.4 s.
 */
export const walBytes = 48 * 1024 ** 2;

/**
 * A server whose datasets are kept copies files whatever the size: those of a dataset that was taken from the cache may
 * be read-only, and a clone has to begin with the same pages in memory whether its dataset was loaded or taken.
 */
export function cloneMethodOf(major: number, keepsDatasets: boolean): CloneMethod {
  return { strategies: major >= 15, fileClone: major >= 18, smallByWal: !keepsDatasets };
}

/** For a person; `reflinks`: whether the server's file system has them, null where that is not known. */
export function describeCloneMethod(method: CloneMethod, reflinks: boolean | null): string {
  const files =
    method.fileClone && reflinks !== false ? (reflinks ? 'reflink' : 'reflink or file copy') : 'file copy';
  return method.strategies && method.smallByWal ? `WAL below 48 MB, ${files}` : files;
}
