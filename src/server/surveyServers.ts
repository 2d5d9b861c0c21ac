import { messageOf, PgrehearseError } from '../errors.ts';
import type { ServerKind } from '../scenario/Scenario.ts';
import { connectClient } from './connection/connectClient.ts';
import { findEngine } from './container/findEngine.ts';
import { imageOf } from './container/imageOf.ts';
import { chooseBinaries, chooseEmbedded } from './local/chooseBinaries.ts';
import { checkVersion } from './parity/checkVersion.ts';
import { withoutUnmet } from './parity/withoutUnmet.ts';
import type { ServerRequest } from './Server.ts';
import { checkDisposable } from './url/checkDisposable.ts';
import { checkPrivileges } from './url/checkPrivileges.ts';
import { describeConnection, parseDatabaseUrl } from './url/parseDatabaseUrl.ts';

/** What one kind of server would give. */
export interface ServerSurvey {
  kind: ServerKind;
  available: boolean;
  /** As in `18.4`; null where it is not available, or only starting it would tell. */
  version: string | null;
  /** Where it is, or why it is not available: one line. */
  detail: string;
  /** What to install or to change; null where it is available. */
  hint: string | null;
}

/** Looks at every kind of server, and starts and changes nothing. Never throws. */
export async function surveyServers(request: ServerRequest): Promise<ServerSurvey[]> {
  const exact = await surveyExactly(request);
  const { postgres } = request;
  const less = withoutUnmet(postgres, ['version']);
  if (less === null) return exact;
  // What lacks only the version that production.json wishes for is taken where nothing else is there.
  const any = await surveyExactly({ ...request, postgres: less });
  return exact.map((one, i) =>
    one.available || !any[i]!.available
      ? one
      : { ...any[i]!, detail: `${any[i]!.detail}; not the ${postgres.version} of production.json` },
  );
}

async function surveyExactly(request: ServerRequest): Promise<ServerSurvey[]> {
  return [
    await survey('embedded', async () => {
      const { version, bin } = chooseEmbedded(request.postgres);
      return { version, detail: bin };
    }),
    await survey('container', () => lookAtEngine(request)),
    await survey('binaries', async () => {
      const { version, bin } = chooseBinaries(request.postgres);
      return { version, detail: bin };
    }),
    await survey('url', () => lookAtUrl(request)),
  ];
}

type Found = Pick<ServerSurvey, 'version' | 'detail'>;

async function survey(kind: ServerKind, look: () => Promise<Found>): Promise<ServerSurvey> {
  try {
    return { kind, available: true, ...(await look()), hint: null };
  } catch (error) {
    const hint = error instanceof PgrehearseError ? (error.hint ?? null) : null;
    return { kind, available: false, version: null, detail: messageOf(error), hint };
  }
}

async function lookAtEngine({ postgres }: ServerRequest): Promise<Found> {
  const { info, container } = await findEngine();
  const image = imageOf(postgres);
  const images = await container.dockerode.listImages({ filters: { reference: [image] } });
  const { serverVersion, operatingSystem } = info.containerRuntime;
  const state = images.length > 0 ? 'here' : 'to be fetched';
  return {
    version: null,
    detail: `engine ${serverVersion} on ${operatingSystem}, image ${image} (${state})`,
  };
}

async function lookAtUrl({ databaseUrl, disposable, postgres }: ServerRequest): Promise<Found> {
  if (databaseUrl === null) {
    throw new PgrehearseError('usage/database-url', 'no --database-url was given', {
      hint: 'Give the URL of a disposable server.',
    });
  }
  const target = parseDatabaseUrl(databaseUrl);
  const place = describeConnection(target);
  const admin = await connectClient({ connection: target, database: target.database });
  try {
    await checkDisposable(admin, place, disposable);
    await checkPrivileges(admin, place);
    const { rows } = await admin.query<{ version: string }>(
      "select split_part(current_setting('server_version'), ' ', 1) as version",
    );
    const version = rows[0]!.version;
    checkVersion(postgres, version, `the server at ${place}`);
    return { version, detail: place };
  } finally {
    await admin.end();
  }
}
