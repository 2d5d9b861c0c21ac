import type { ContainerRuntimeClient } from 'testcontainers';
import { messageOf, PgrehearseError } from '../../errors.ts';

/** The Docker engine that testcontainers finds. Throws `server/unavailable`. */
export async function findEngine(): Promise<ContainerRuntimeClient> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    return await getContainerRuntimeClient();
  } catch (error) {
    throw new PgrehearseError('server/unavailable', 'no Docker engine answers', {
      detail: messageOf(error),
      hint: 'Start Docker or Podman, or set DOCKER_HOST to where its engine listens.',
    });
  }
}
