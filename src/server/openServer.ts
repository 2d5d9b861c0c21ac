import { messageOf, PgrehearseError } from '../errors.ts';
import type { ServerKind } from '../scenario/Scenario.ts';
import { openContainer } from './container/openContainer.ts';
import { sweepDirectories } from './leftovers/sweepDirectories.ts';
import { chooseBinaries, chooseEmbedded } from './local/chooseBinaries.ts';
import { openLocal } from './local/openLocal.ts';
import type { OpenJob } from './OpenJob.ts';
import { withoutUnmet } from './parity/withoutUnmet.ts';
import { newRunId } from './RunId.ts';
import type { Server, ServerRequest } from './Server.ts';
import { openUrl } from './url/openUrl.ts';
import { startWatchdog } from './watchdog/startWatchdog.ts';

/** The order in which servers are tried where none is named. */
const order: ServerKind[] = ['embedded', 'container', 'binaries'];

/**
 * Gives a disposable server that has what the scenario asks for, and what production.json wishes for where it can. A URL means that server; else the kind that is
 * named; else the first of embedded, container and binaries that is there in a fitting version. Removes what
 * crashed runs left, and everything of its own where it fails. Throws `server/…`, `docker/…`, `disk/…`,
 * `scenario/setting`, `usage/…`.
 */
export async function openServer(
  request: ServerRequest,
  context: { say(line: string): void },
): Promise<Server> {
  try {
    return await openExactly(request, context);
  } catch (error) {
    const postgres = error instanceof PgrehearseError && withoutUnmet(request.postgres, error.unmet);
    if (!postgres) throw error;
    context.say(`${error.message}; production.json wished for it, the server has its own`);
    return openServer({ ...request, postgres }, context);
  }
}

async function openExactly(request: ServerRequest, context: { say(line: string): void }): Promise<Server> {
  const say = (line: string) => context.say(line);
  const job: OpenJob = { run: newRunId(), request, watchdog: startWatchdog(), say };
  try {
    for (const directory of await sweepDirectories()) say(`removed ${directory}, left over`);
    const kind = request.databaseUrl !== null ? 'url' : request.postgres.server;
    return await (kind === null ? openFirst(job) : open(kind, job));
  } catch (error) {
    await job.watchdog.leave();
    throw error;
  }
}

async function openFirst(job: OpenJob): Promise<Server> {
  const tried: string[] = [];
  for (const kind of order) {
    try {
      return await open(kind, job);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      tried.push(`${kind}: ${reasonOf(error)}`);
    }
  }
  const { version } = job.request.postgres;
  throw new PgrehearseError(
    'server/none-available',
    `no PostgreSQL${version ? ` ${version}` : ''} is available`,
    {
      detail: `Tried ${tried.join('; ')}.`,
      unmet: version === null ? [] : ['version'],
      hint: `Start a Docker engine, or install PostgreSQL${version ? ` ${version}` : ''} on this machine, or give a disposable server with --database-url; 'pgrehearse doctor' shows what is there.`,
    },
  );
}

function reasonOf(error: unknown): string {
  const detail =
    error instanceof PgrehearseError && error.code.startsWith('docker/') ? error.detail : undefined;
  return detail ? `${messageOf(error)} (${detail.trim()})` : messageOf(error);
}

/** The kind is not there, or not in this version: the next one may be. */
function isUnavailable(error: unknown): boolean {
  return error instanceof PgrehearseError && /^(server\/(unavailable|version)$|docker\/)/.test(error.code);
}

function open(kind: ServerKind, job: OpenJob): Promise<Server> | Server {
  const { databaseUrl, postgres } = job.request;
  switch (kind) {
    case 'embedded':
      return openLocal(job, chooseEmbedded(postgres));
    case 'binaries':
      return openLocal(job, chooseBinaries(postgres));
    case 'container':
      return openContainer(job);
    case 'url':
      if (databaseUrl === null) throw noUrl(postgres.origins['server']);
      return openUrl(job, databaseUrl);
  }
}

function noUrl(source: string | undefined): PgrehearseError {
  return new PgrehearseError('usage/database-url', 'the server url was asked for, and there is no URL', {
    source,
    hint: 'Give the URL of a disposable server with --database-url.',
  });
}
