import { PgrehearseError } from '../../errors.ts';
import { connectClient } from '../connection/connectClient.ts';
import { durabilitySettings } from '../durability/Durability.ts';
import { ownDurability } from '../durability/ownDurability.ts';
import { defaultSettings } from '../local/defaultSettings.ts';
import { fileOfServer } from '../log/LogFile.ts';
import { logFiles, logFormat, logSettings } from '../log/logSettings.ts';
import { ownLog } from '../log/ownLog.ts';
import { sayOverruled } from '../log/sayOverruled.ts';
import type { OpenJob } from '../OpenJob.ts';
import { originOf } from '../originOf.ts';
import { chooseLocale, initdbLocale } from '../parity/LocaleChoice.ts';
import { settingsOf } from '../parity/settingsOf.ts';
import { type Backing, runningServer } from '../RunningServer.ts';
import type { Server } from '../Server.ts';
import { containerFailure } from './containerFailure.ts';
import { containerPrograms } from './containerPrograms.ts';
import { findEngine } from './findEngine.ts';
import { followFile } from './followFile.ts';
import { imageOf, majorOfImage } from './imageOf.ts';
import { removeContainers } from './removeContainers.ts';
import { startContainer } from './startContainer.ts';
import { sweepContainers } from './sweepContainers.ts';

/** A server of ours in a container. Throws `server/unavailable` where no engine answers. */
export async function openContainer(job: OpenJob): Promise<Server> {
  const { run, watchdog, say } = job;
  const { postgres } = job.request;
  const client = await findEngine();
  for (const id of await sweepContainers(client)) say(`removed the container ${id.slice(0, 12)}, left over`);

  const settings = settingsOf(postgres);
  if (settings['port'] !== undefined) {
    throw new PgrehearseError('scenario/setting', 'the setting port does not go with a container', {
      source: originOf(postgres, 'settings.port'),
      hint: 'Remove port; a free one of this machine is chosen.',
    });
  }
  const format = logFormat(majorOfImage(postgres));
  const entries = Object.entries({
    ...defaultSettings(client.info.containerRuntime.memory),
    ...settings,
    ...logSettings(format),
  });
  // What stands on the command line cannot be changed afterwards.
  const isDurability = ([name]: [string, string]) =>
    durabilitySettings.some((one) => one === name.toLowerCase());
  const later = Object.fromEntries(
    entries.filter(isDurability).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const command = entries
    .filter((entry) => !isDurability(entry))
    .flatMap(([name, value]) => ['-c', `${name}=${value}`]);

  let log = '';
  const keep = (text: string) => (log = (log + text).slice(-20_000));
  watchdog.watch({ kind: 'containers', run });
  try {
    await watchdog.ready;
    say(`starting a container of ${imageOf(postgres)}`);
    const initdbArguments = initdbArgumentsFor(postgres.encoding, postgres.locale, majorOfImage(postgres));
    const image = imageOf(postgres);
    const container = await startContainer(client, {
      run,
      image,
      command,
      initdbArguments,
      log: keep,
    });
    const backing: Backing = {
      source: 'container',
      run,
      postgres,
      connection: {
        host: container.getHost(),
        port: container.getPort(),
        user: container.getUsername(),
        password: container.getPassword(),
      },
      explainLoss: () => log.trimEnd().split('\n').slice(-6).join('\n'),
      databaseSettings: {},
      reflinks: null,
      log: (_major, withClient) => ownLog(fileOfServer(format, withClient), format, withClient),
      programs: containerPrograms(container),
      durability: (admin) =>
        ownDurability({
          admin,
          asked: later,
          sync: async () => {
            // Of the data's file system alone where the image's sync can (coreutils, busybox), else of all.
            await container.exec(['sh', '-c', 'sync -f "$PGDATA" 2>/dev/null || sync']);
          },
        }),
      remove: async () => {
        await removeContainers(run);
        await watchdog.leave();
      },
    };
    const { connection, explainLoss } = backing;
    const admin = await connectClient({ connection, database: 'postgres', explainLoss });
    const { rows } = await admin.query<{ data: string }>("select current_setting('data_directory') as data");
    await followFile(client, container.getId(), `${rows[0]!.data}/${logFiles.stderr}`, keep);
    const server = await runningServer(backing, admin);
    sayOverruled(postgres, format, say);
    say(`PostgreSQL ${server.version} (container of ${image})`);
    return server;
  } catch (error) {
    // The first error is the one to tell of; what could not be removed is swept by a later start.
    await removeContainers(run).catch(() => {});
    throw containerFailure(error, log, postgres);
  }
}

/** The image's initdb reads them as words of a shell. */
function initdbArgumentsFor(encoding: string, locale: string, major: number): string[] {
  const args = [`--encoding=${encoding}`, ...initdbLocale(chooseLocale(locale, major), 'C.UTF-8')];
  return args.map((arg) => `'${arg.replaceAll("'", '')}'`);
}
