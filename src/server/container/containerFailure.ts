import { messageOf, PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';
import { localeUnmet } from '../parity/localeUnmet.ts';
import { refusedSetting } from '../parity/refusedSetting.ts';
import { imageOf } from './imageOf.ts';

/** Why a container did not start: its image, the engine, or what PostgreSQL wrote. */
export function containerFailure(error: unknown, log: string, postgres: ResolvedPostgres): unknown {
  if (error instanceof PgrehearseError) return error;
  const message = messageOf(error);
  const refused = refusedSetting(log, postgres);
  if (refused) return refused;
  const initdb = log.split('\n').filter((line) => /initdb: (error|hint|detail)/.test(line));
  if (initdb.some((line) => /locale|language|collat/i.test(line)))
    return localeUnmet(postgres, initdb.join('\n'));
  if (log.trim() !== '') {
    return new PgrehearseError('server/start-failed', `the server in ${imageOf(postgres)} did not start`, {
      detail: `${message}\n${log.trimEnd().split('\n').slice(-12).join('\n')}`,
      hint: "Read the server's last lines above; the image has to keep to the contract of Docker's official postgres image.",
    });
  }
  if (/ryuk/i.test(message)) {
    return new PgrehearseError('docker/ryuk', "testcontainers' own cleaner, Ryuk, could not be started", {
      detail: message,
      hint: 'Set TESTCONTAINERS_RYUK_DISABLED=true; the watchdog of pgrehearse removes the container.',
    });
  }
  return new PgrehearseError(
    'docker/image',
    `no container could be made from the image ${imageOf(postgres)}`,
    {
      detail: message,
      source: originOf(postgres, postgres.image === null ? 'version' : 'image'),
      hint: 'Check that the image exists and that the engine may fetch it.',
    },
  );
}
