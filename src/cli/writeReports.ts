import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, parse, relative } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import type { Result } from '../findings/Result.ts';
import type { ReportAssets } from '../report/ReportAssets.ts';
import { type Reporter, type ReporterName, reporters } from '../report/reporters.ts';
import { toolRoot } from './toolVersion.ts';

export interface ChosenReporter {
  name: ReporterName;
  /** Null: the reporter's own, under the output folder. */
  file: string | null;
}

/** Written under the output folder whatever else is chosen, so that nothing there is of an older run. */
const always: readonly ReporterName[] = ['json', 'html'];

/** `markdown`, `junit=build/junit.xml`. */
export function parseReporter(text: string): ChosenReporter {
  const [name = '', file] = text.split(/=(.*)/s);
  if (!Object.hasOwn(reporters, name)) {
    throw new PgrehearseError('usage/reporter', `there is no reporter '${name}'`, {
      source: '--reporter',
      detail: `Expected one of ${Object.keys(reporters).join(', ')}.`,
      hint: 'Write it as name or as name=file.',
    });
  }
  return { name: name as ReporterName, file: file || null };
}

/** Writes the files and gives their paths by reporter, relative to the working directory. */
export async function writeReports(
  result: Result,
  chosen: readonly ChosenReporter[],
  output: string,
  toStandardOutput: (text: string) => void,
): Promise<Map<ReporterName, string>> {
  const assets = await readAssets();
  const written = new Map<ReporterName, string>();
  const wanted = [
    ...always.map((name) => ({ name, file: null })),
    ...chosen.filter(({ name, file }) => file !== null || !always.includes(name)),
  ];
  for (const { name, file } of wanted) {
    const reporter: Reporter = reporters[name];
    const text = reporter.render(result, assets);
    const path = file ?? (reporter.defaultFile === null ? null : join(output, reporter.defaultFile));
    if (path === null) {
      toStandardOutput(text);
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    written.set(name, relative(process.cwd(), path) || path);
  }
  return written;
}

async function readAssets(): Promise<ReportAssets> {
  const folder = join(toolRoot, 'reports');
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  const names = await readdir(join(folder, 'partials'));
  const partials = await Promise.all(
    names.map(async (name) => [parse(name).name, await read(join('partials', name))]),
  );
  return {
    template: await read('report.hbs'),
    partials: Object.fromEntries(partials) as Record<string, string>,
    style: await read('style.css'),
    script: await read('script.js'),
  };
}
