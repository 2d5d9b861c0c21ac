import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ReportAssets } from '../../src/report/ReportAssets.ts';

/** The files of `reports/`, as the command line hands them over. */
export function reportAssets(): ReportAssets {
  const read = (file: string) => readFileSync(new URL(`../../reports/${file}`, import.meta.url), 'utf8');
  const partials = readdirSync(new URL('../../reports/partials/', import.meta.url)).map((file) => [
    basename(file, '.hbs'),
    read(`partials/${file}`),
  ]);
  return {
    template: read('report.hbs'),
    partials: Object.fromEntries(partials),
    style: read('style.css'),
    script: read('script.js'),
  };
}
