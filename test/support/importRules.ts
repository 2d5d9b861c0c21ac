import { posix } from 'node:path';

/** The stages, left to right: each imports only those before it. */
const stages = [
  'scenario',
  'migrations',
  'server',
  'dataset',
  'rehearsal',
  'evidence',
  'analysis',
  'findings',
  'baseline',
  'report',
  'cli',
] as const;
type Stage = (typeof stages)[number];

/** What every stage may import: errors, units, and what evidence is made of, which is all there but reading and writing. */
function isShared(path: string): boolean {
  if (path === 'src/errors.ts' || path === 'src/units.ts') return true;
  return path.startsWith('src/evidence/') && !/\/(?:read|write)[A-Z]\w*\.ts$/.test(path);
}

/** A process of its own, which ends itself and tells its parent that it is ready. */
const programs = new Set(['src/server/watchdog/watch.ts']);

const pureStages: readonly Stage[] = ['evidence', 'analysis', 'findings', 'baseline', 'report'];
const stagesWithFiles: readonly Stage[] = ['evidence', 'baseline'];
const files = /^node:fs(\/|$)/;
const outside =
  /^(pg|pg-.*|testcontainers|@testcontainers\/.*|node:(fs(\/.*)?|child_process|net|os|http|https|tls|dns|worker_threads))$/;
const clock = /\bDate\.now\b|\bperformance\.now\b|\bnew Date\(\s*\)|\bhrtime\b/;
const printing = /\bprocess\.(stdout|stderr|exit|exitCode)\b|\bconsole\./;
const lumber = /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/;

/** One sentence a violation of the rules in DESIGN.md; paths and sources of every file of src, generators and scenarios. */
export function importProblems(sources: ReadonlyMap<string, string>): string[] {
  const graph = new Map([...sources].map(([path, source]) => [path, importsOf(path, source)]));
  return [
    ...[...graph].flatMap(([path, imports]) => imports.flatMap((target) => forbidden(path, target) ?? [])),
    ...[...sources].flatMap(([path, source]) => misplaced(path, withoutComments(source))),
    ...cycles(new Map([...sources].map(([path, source]) => [path, importsOf(path, withoutTypes(source))]))),
  ];
}

/** Paths from the project's root for its own files, else the specifier. */
export function importsOf(path: string, source: string): string[] {
  const text = withoutComments(source);
  const patterns = [
    /^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
    /^import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /\brequire\(\s*['"]([^'"]+)['"]\s*\)/g,
  ];
  const found = patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1]!));
  return [...new Set(found)].map((target) =>
    target.startsWith('.') ? posix.join(posix.dirname(path), target) : target,
  );
}

function forbidden(path: string, target: string): string | undefined {
  if (path.startsWith('generators/')) {
    const allowed = target === 'pgrehearse' || target.startsWith('generators/');
    return allowed ? undefined : `${path} imports ${target}: generators import the public API only`;
  }
  if (path.startsWith('scenarios/')) {
    const allowed = /^pgrehearse(\/generators\/.+)?$|^generators\//.test(target);
    return allowed ? undefined : `${path} imports ${target}: scenarios import the public API and generators`;
  }
  const stage = stageOf(path);
  if (stage && pureStages.includes(stage) && outside.test(target)) {
    const allowed = stagesWithFiles.includes(stage) && files.test(target);
    if (!allowed) return `${path} imports ${target}: ${stage}/ is pure`;
  }
  if (!target.startsWith('src/') || isShared(target)) return undefined;
  return forbiddenStage(path, stage, target);
}

function forbiddenStage(path: string, stage: Stage | undefined, target: string): string | undefined {
  const wanted = stageOf(target);
  if (stage === undefined) {
    const api = path === 'src/index.ts' && wanted === 'scenario';
    return api ? undefined : `${path} imports ${target}: it lies beside the stages and imports none of them`;
  }
  if (wanted === undefined) return `${path} imports ${target}: only errors and units are shared`;
  if (stages.indexOf(wanted) <= stages.indexOf(stage)) return undefined;
  return `${path} imports ${target}: ${wanted}/ lies to the right of ${stage}/`;
}

function misplaced(path: string, text: string): string[] {
  const stage = stageOf(path);
  const problems: string[] = [];
  if (stage && pureStages.includes(stage) && clock.test(text)) {
    problems.push(`${path} reads a clock: ${stage}/ is pure`);
  }
  if (stage !== 'cli' && !programs.has(path) && printing.test(text)) {
    problems.push(`${path} prints or exits: only cli/ does`);
  }
  if (!path.startsWith('scenarios/') && /^export default\b|\bas default\b/m.test(withoutTemplates(text))) {
    problems.push(`${path} has a default export`);
  }
  if (lumber.test(path)) problems.push(`${path}: a folder or file is named after what it holds`);
  return problems;
}

function stageOf(path: string): Stage | undefined {
  const folder = /^src\/([^/]+)\//.exec(path)?.[1];
  return stages.find((stage) => stage === folder);
}

/** Without the imports that are gone when the program runs: two files that know each other's types make no cycle. */
function withoutTypes(source: string): string {
  return source.replace(/^(import|export) type\b[^'"`;]*?\bfrom\s*['"][^'"]+['"]/gm, '');
}

/** Each cycle once, from its first file in alphabetical order. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, above: readonly string[]) => {
    const start = above.indexOf(path);
    if (start >= 0) {
      const ring = above.slice(start);
      const first = ring.indexOf([...ring].sort()[0]!);
      const turned = [...ring.slice(first), ...ring.slice(0, first)];
      found.add(`cycle: ${[...turned, turned[0]].join(' → ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const target of graph.get(path) ?? []) visit(target, [...above, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return [...found];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Files that `init` writes lie in the sources as text. */
function withoutTemplates(source: string): string {
  return source.replace(/`(?:\\.|[^`\\])*`/gs, '``');
}
