import type { Client } from 'pg';
import { readSettingRows } from '../parity/readSettingRows.ts';
import { alterSystem, awaitSettings } from './alterSystem.ts';
import { type Durability, durabilityOff, durabilitySettings } from './Durability.ts';

export interface OwnDurabilityOptions {
  /** Another one after a restart. */
  admin: () => Client;
  /** Settings of the scenario that the server was not started with, by lower-case name. */
  asked: Readonly<Record<string, string>>;
  /** Writes the server's files to the disk. */
  sync: () => Promise<void>;
}

/** Of a server that we started and throw away. */
export async function ownDurability({ admin, asked, sync }: OwnDurabilityOptions): Promise<Durability> {
  if (Object.keys(asked).length > 0) {
    await alterSystem(admin(), asked);
    await awaitSettings(admin(), asked);
  }
  const reset = Object.fromEntries(durabilitySettings.map((name) => [name, asked[name] ?? null]));
  const rows = await readSettingRows(admin(), durabilitySettings);
  const production = Object.fromEntries(durabilitySettings.map((name) => [name, rows.get(name)!.setting]));
  let written = true;
  return {
    async set(mode) {
      if (mode === 'off') {
        written = false;
        await alterSystem(admin(), durabilityOff);
        await awaitSettings(admin(), durabilityOff);
        return;
      }
      await alterSystem(admin(), reset);
      await awaitSettings(admin(), production);
      await admin().query('checkpoint');
      if (!written) await sync();
      written = true;
    },
    restore: async () => {},
  };
}
