import type { Server } from '../../src/server/Server.ts';
import { localServer } from './localServer.ts';
import type { Outcome, Project } from './project.ts';
import type { SuiteContext } from './suite.ts';

/** A server that all runs of a suite are given by --database-url, which saves starting one for each. */
export interface SharedServer {
  url(): string;
  /** `run`, once each migration, on this server. */
  run(project: Project, ...args: string[]): Promise<Outcome>;
  server(): Server;
}

export function sharedServer(
  { before, after }: Pick<SuiteContext, 'before' | 'after'>,
  options: Parameters<typeof localServer>[0] = {},
): SharedServer {
  let server: Server | undefined;
  before(async () => {
    server = await localServer(options);
  });
  after(() => server?.stop());
  const url = () => `postgresql://postgres@127.0.0.1:${server!.connection.port}/postgres`;
  return {
    url,
    server: () => server!,
    // Two seconds a run are many where there are hundreds; its own tests ask for it.
    run: (project, ...args) =>
      project.call(
        'run',
        '--repeat',
        '1',
        '--database-url',
        url(),
        ...(args.includes('--queue-probe') ? [] : ['--queue-probe', 'off']),
        ...args,
      ),
  };
}

/** For a server whose log is read, though it is not ours. */
export const readableLog = {
  logging_collector: 'on',
  log_destination: 'jsonlog',
  log_rotation_size: '0',
} as const;
