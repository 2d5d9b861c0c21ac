import type { ContainerRuntimeClient } from 'testcontainers';
import { type ProcessIdentity, stateOf } from '../leftovers/ProcessIdentity.ts';
import { containersLabelled, ownerLabel, removeContainer } from './removeContainers.ts';

/** Removes containers whose process is dead. Gives their ids. */
export async function sweepContainers(client: ContainerRuntimeClient): Promise<string[]> {
  const swept: string[] = [];
  for (const { Id, Labels } of await listOwned(client)) {
    const owner = parseOwner(Labels[ownerLabel]);
    if (owner === undefined || stateOf(owner) !== 'dead') continue;
    await removeContainer(client, Id);
    swept.push(Id);
  }
  return swept;
}

const listOwned = (client: ContainerRuntimeClient) => containersLabelled(client, ownerLabel);

function parseOwner(label: string | undefined): ProcessIdentity | undefined {
  try {
    return JSON.parse(label ?? '') as ProcessIdentity;
  } catch {
    return undefined;
  }
}
