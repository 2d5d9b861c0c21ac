import type { Server } from '../../server/Server.ts';

/**
 * What makes the server tell a migrating session of its work: at DEBUG1, and, with the severity LOG, which comes
 * before NOTICE among those that a client gets, of each temporary file as it is deleted. Only a superuser may ask for
 * the latter.
 */
export function sessionSettings({ superuser }: Pick<Server, 'superuser'>): Record<string, string> {
  return { client_min_messages: 'debug1', ...(superuser ? { log_temp_files: '0' } : {}) };
}
