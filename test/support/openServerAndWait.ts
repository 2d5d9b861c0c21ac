/**
 * Opens a server and keeps it until it is killed, for tests of what is left then. Its argument is a request as JSON;
 * it says `open` and the server's connection, or `failed` and why.
 */
import { messageOf } from '../../src/errors.ts';
import { openQuietly } from './postgresSpec.ts';

const { postgres, durability, ...request } = JSON.parse(process.argv[2] ?? '{}');
try {
  const server = await openQuietly(postgres, request);
  await server.createDatabase('kept');
  if (durability) await server.setDurability(durability);
  const { source, version, connection, databasePrefix } = server;
  process.stdout.write(`open ${JSON.stringify({ source, version, connection, databasePrefix })}\n`);
  if (request.stop) await server.stop();
  else setInterval(() => {}, 1_000);
} catch (error) {
  process.stdout.write(`failed ${messageOf(error)}\n`);
  process.exitCode = 1;
}
