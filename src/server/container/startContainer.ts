import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedPostgreSqlContainer } from '@testcontainers/postgresql';
import type { ContainerRuntimeClient } from 'testcontainers';
import { ownIdentity } from '../leftovers/ProcessIdentity.ts';
import type { RunId } from '../RunId.ts';
import { containersLabelled, ownerLabel, pidLabel, removeContainers, runLabel } from './removeContainers.ts';

export interface ContainerOptions {
  run: RunId;
  image: string;
  /** Of postgres, after the program's name. */
  command: string[];
  initdbArguments: string[];
  /** What the container wrote, piece by piece. */
  log: (text: string) => void;
}

/** PostgreSQL keeps parallel queries' memory in /dev/shm, where Docker gives 64 MB. */
const sharedMemory = 1024 ** 3;

/** Starts a container with a random password. Rejects as soon as it ends, and does not wait for its health. */
export async function startContainer(
  client: ContainerRuntimeClient,
  options: ContainerOptions,
): Promise<StartedPostgreSqlContainer> {
  const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
  const owner = ownIdentity();
  const starting = new PostgreSqlContainer(options.image)
    .withDatabase('postgres')
    .withUsername('postgres')
    .withPassword(randomBytes(18).toString('base64url'))
    .withEnvironment({ POSTGRES_INITDB_ARGS: options.initdbArguments.join(' ') })
    .withCommand(['postgres', ...options.command])
    .withSharedMemorySize(sharedMemory)
    .withLabels({
      [runLabel]: options.run,
      [pidLabel]: String(owner.pid),
      [ownerLabel]: JSON.stringify(owner),
    })
    .withLogConsumer((stream) => stream.on('data', (data) => options.log(String(data))))
    .start();
  const settled = { done: false };
  starting.catch(() => {}).finally(() => (settled.done = true));
  await Promise.race([starting, rejectOnceEnded(client, options.run, settled)]);
  return starting;
}

/** Its last output arrives while it is looked at, so that it is read before the container goes. */
async function rejectOnceEnded(
  client: ContainerRuntimeClient,
  run: RunId,
  settled: { done: boolean },
): Promise<void> {
  while (!settled.done) {
    await sleep(250);
    const containers = await containersLabelled(client, `${runLabel}=${run}`);
    if (containers.length === 0 || containers.some(({ State }) => State !== 'exited' && State !== 'dead'))
      continue;
    await sleep(250);
    await removeContainers(run);
    throw new Error('the container ended while it started');
  }
}
