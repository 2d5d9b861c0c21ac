import type { Result } from '../findings/Result.ts';
import type { ReportAssets } from './ReportAssets.ts';
import { renderGithub } from './renderGithub.ts';
import { renderHtml } from './renderHtml.ts';
import { renderJson } from './renderJson.ts';
import { renderJUnit } from './renderJUnit.ts';
import { renderMarkdown } from './renderMarkdown.ts';
import { renderSarif } from './renderSarif.ts';

export interface Reporter {
  /** Under the output directory; null: written to standard output. */
  defaultFile: string | null;
  render(result: Result, assets: ReportAssets): string;
}

/** What `--reporter name[=file]` chooses from. */
export const reporters = {
  html: { defaultFile: 'report.html', render: renderHtml },
  markdown: { defaultFile: 'report.md', render: renderMarkdown },
  junit: { defaultFile: 'junit.xml', render: renderJUnit },
  sarif: { defaultFile: 'report.sarif', render: renderSarif },
  json: { defaultFile: 'result.json', render: renderJson },
  github: { defaultFile: null, render: renderGithub },
} satisfies Record<string, Reporter>;

export type ReporterName = keyof typeof reporters;
