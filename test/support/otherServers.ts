import { existsSync } from 'node:fs';

/** Why there are no binaries of PostgreSQL 15 here; null where there are. */
export const binaries15 = existsSync('/usr/lib/postgresql/15/bin/postgres')
  ? null
  : 'no PostgreSQL 15 on this machine';

/** An image for servers in containers; null where none was given. */
export const image = process.env['PGREHEARSE_TEST_IMAGE'] ?? null;
