import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DatabaseError } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import { readSettingRows } from '../parity/readSettingRows.ts';
import type { RunId } from '../RunId.ts';
import { liveRuns } from '../url/liveRuns.ts';
import { alterSystem, awaitSettings } from './alterSystem.ts';
import { type Durability, durabilityOff, durabilitySettings } from './Durability.ts';
import { durabilityOwner, releaseDurability, takeDurability } from './durabilityMarker.ts';

/** How long another run's load is waited for, in milliseconds. */
const patience = 30 * 60_000;

/**
 * Of a server that is not ours, by a superuser: for the whole server, with what was there before written down
 * on it, and by one run at a time.
 */
export function sharedDurability(admin: Client, run: RunId, say: (line: string) => void): Durability {
  let production: Record<string, string> | undefined;
  return {
    async set(mode) {
      if (mode === 'off') {
        if (production) return;
        const rows = await readSettingRows(admin, durabilitySettings);
        const { takenBy } = await takeDurability(admin, run);
        if (takenBy !== null)
          return say(`durability stays as it is: the run ${takenBy} on this server changed it`);
        production = Object.fromEntries(durabilitySettings.map((name) => [name, rows.get(name)!.setting]));
        await alterSystem(admin, durabilityOff);
        return tolerant(() => awaitSettings(admin, durabilityOff), say);
      }
      await releaseDurability(admin, (owner) => owner === run);
      if (production) await awaitSettings(admin, production);
      production = undefined;
      await untilOthersFinished(admin, say);
      await checkpoint(admin, say);
    },
    restore: () => releaseDurability(admin, (owner) => owner === run),
  };
}

/** CHECKPOINT needs a superuser or, since PostgreSQL 15, pg_checkpoint. */
export async function checkpoint(admin: Client, say: (line: string) => void): Promise<void> {
  try {
    await admin.query('checkpoint');
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== '42501') throw error;
    say('no CHECKPOINT before timing: the role lacks pg_checkpoint');
  }
}

/** A server started with fsync on its command line loads more slowly, and no worse. */
async function tolerant(attempt: () => Promise<void>, say: (line: string) => void): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof PgrehearseError)) throw error;
    say(`durability stays on while data loads: ${error.detail}`);
  }
}

async function untilOthersFinished(admin: Client, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + patience;
  for (let said = false; ; said = true) {
    const live = await liveRuns(admin);
    await releaseDurability(admin, (owner) => !live.has(owner));
    const other = await durabilityOwner(admin);
    if (other === undefined) return;
    if (Date.now() > deadline) {
      throw new PgrehearseError(
        'server/durability',
        `another run, ${other}, keeps the server's durability off`,
        {
          hint: 'Let one rehearsal at a time use this server.',
        },
      );
    }
    if (!said) say(`waiting for the run ${other}, which has this server's durability off`);
    await sleep(1_000);
  }
}
