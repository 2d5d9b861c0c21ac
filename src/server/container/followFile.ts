import type { ContainerRuntimeClient } from 'testcontainers';

/** Gives what is and will be written to a file of a container, until the container ends. */
export async function followFile(
  client: ContainerRuntimeClient,
  container: string,
  file: string,
  written: (text: string) => void,
): Promise<void> {
  const exec = await client.container.dockerode.getContainer(container).exec({
    Cmd: ['tail', '-n', '+1', '-F', file],
    AttachStdout: true,
    // Without a terminal each piece would begin with a header of the engine's.
    Tty: true,
  });
  const stream = await exec.start({ Detach: false, Tty: true });
  stream.on('data', (data) => written(String(data).replaceAll('\r', '')));
  stream.on('error', () => {});
}
