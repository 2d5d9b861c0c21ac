import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';

/** Without a version, the one that the embedded server has. */
const newest = '18';

/** The image asked for, else Docker's official one of the version asked for. */
export function imageOf(postgres: ResolvedPostgres): string {
  return postgres.image ?? `postgres:${postgres.version ?? newest}`;
}

/** The major version that an image's tag begins with (`15` of `postgres:15.4-alpine`), or the one asked for. */
export function majorOfImage(postgres: ResolvedPostgres): number {
  const tag = /:(?:pg)?(\d+)[^/]*$/.exec(imageOf(postgres))?.[1];
  return Number.parseInt(tag ?? postgres.version ?? '0', 10);
}
