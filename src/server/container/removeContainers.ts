import { setTimeout as sleep } from 'node:timers/promises';
import type { ContainerRuntimeClient } from 'testcontainers';

/** Labels that say which run made a container, and which process of which machine that was. */
export const runLabel = 'pgrehearse.run';
export const pidLabel = 'pgrehearse.pid';
export const ownerLabel = 'pgrehearse.owner';

/** Removes a run's containers with their volumes, those that the engine makes within `lateMs` included. */
export async function removeContainers(run: string, { lateMs = 0 } = {}): Promise<void> {
  const { getContainerRuntimeClient } = await import('testcontainers');
  const client = await getContainerRuntimeClient();
  const deadline = Date.now() + lateMs;
  for (;;) {
    for (const { Id } of await containersLabelled(client, `${runLabel}=${run}`))
      await removeContainer(client, Id);
    if (Date.now() >= deadline) return;
    await sleep(500);
  }
}

/** Stopped ones included. */
export function containersLabelled(client: ContainerRuntimeClient, label: string) {
  return client.container.dockerode.listContainers({ all: true, filters: { label: [label] } });
}

/** No error if it is gone (404) or going (409). */
export async function removeContainer(client: ContainerRuntimeClient, id: string): Promise<void> {
  try {
    await client.container.dockerode.getContainer(id).remove({ force: true, v: true });
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode !== 404 && statusCode !== 409) throw error;
  }
}
