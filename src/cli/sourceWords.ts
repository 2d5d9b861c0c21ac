import { displayPath } from '../scenario/displayPath.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';

/** Where rows come from that are not generated: `of the dump snapshot.dump`. */
export function sourceWords(source: NonNullable<ResolvedScenario['dataSource']>): string {
  return source.kind === 'restore'
    ? `of the dump ${displayPath(source.path)}`
    : `that '${source.command}' writes`;
}
