import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import { readSettingRows } from '../parity/readSettingRows.ts';
import { sameSetting } from '../parity/sameSetting.ts';

/** ALTER SYSTEM for each setting (null: RESET), and a reload. */
export async function alterSystem(
  admin: Client,
  values: Readonly<Record<string, string | null>>,
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const identifier = escapeIdentifier(name);
    await admin.query(
      value === null
        ? `alter system reset ${identifier}`
        : `alter system set ${identifier} = ${escapeLiteral(value)}`,
    );
  }
  await admin.query('select pg_reload_conf()');
}

/** Sessions take a reload in a moment later. Throws `server/durability` when they do not. */
export async function awaitSettings(
  admin: Client,
  expected: Readonly<Record<string, string>>,
): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const rows = await readSettingRows(admin, Object.keys(expected));
    const wrong = Object.entries(expected).filter(([name, value]) => !sameSetting(value, rows.get(name)!));
    if (wrong.length === 0) return;
    if (Date.now() > deadline) {
      const facts = wrong.map(
        ([name, value]) => `${name} is ${rows.get(name)?.shown} and should be ${value}`,
      );
      throw new PgrehearseError('server/durability', 'the server does not take settings while it runs', {
        detail: `${facts.join('; ')}.`,
        hint: "Remove these settings from the server's command line.",
      });
    }
    await sleep(10);
  }
}
