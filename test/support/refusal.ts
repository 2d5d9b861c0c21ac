import type { PgrehearseError } from '../../src/errors.ts';
import type { ResolvedPostgres } from '../../src/scenario/ResolvedScenario.ts';
import { openQuietly } from './postgresSpec.ts';
import { rejection } from './rejection.ts';

/** Why a server cannot be had; one that opens after all is stopped. */
export function refusal(...request: Parameters<typeof openQuietly>): Promise<PgrehearseError> {
  return rejection(async () => {
    const server = await openQuietly(...request);
    await server.stop();
  });
}

/** The same with another directory for temporary files. */
export async function refusalIn(
  directory: string,
  postgres: Partial<ResolvedPostgres> = {},
): Promise<PgrehearseError> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = directory;
  try {
    return await refusal(postgres);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
