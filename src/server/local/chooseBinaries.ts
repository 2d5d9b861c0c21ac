import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { fitsVersion, versionUnmet } from '../parity/checkVersion.ts';
import type { Binaries } from './Binaries.ts';
import { locateBinaries } from './locateBinaries.ts';
import { locateEmbedded } from './locateEmbedded.ts';

/** The embedded binaries. Throws `server/unavailable`, `server/version`. */
export function chooseEmbedded(postgres: ResolvedPostgres): Binaries {
  const embedded = locateEmbedded();
  if (fitsVersion(postgres.version, embedded.version)) return embedded;
  throw versionUnmet(postgres, `the embedded server is PostgreSQL ${embedded.version}`);
}

/** The newest of this machine's installations that fits. Throws `server/unavailable`, `server/version`. */
export function chooseBinaries(postgres: ResolvedPostgres): Binaries {
  const found = locateBinaries();
  const fitting = found.find(({ version }) => fitsVersion(postgres.version, version));
  if (fitting) return fitting;
  if (found.length > 0) {
    throw versionUnmet(
      postgres,
      `this machine has ${found.map(({ version, bin }) => `${version} in ${bin}`).join(', ')}`,
    );
  }
  throw new PgrehearseError('server/unavailable', 'there is no initdb on this machine', {
    detail: 'Looked on PATH and where Debian, Red Hat, Homebrew and Postgres.app install PostgreSQL.',
    hint: 'Install PostgreSQL, or add the directory with initdb and postgres to PATH.',
  });
}
