import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import type { Result } from '../findings/Result.ts';
import type { ReportAssets } from './ReportAssets.ts';
import { printable } from './text/printable.ts';
import { reportView } from './view/reportView.ts';

/**
 * The report: one file that asks for nothing else. Every text of the result is escaped; only our own style and
 * script go in as they are, and the page's policy lets no other run.
 */
export function renderHtml(result: Result, assets: ReportAssets): string {
  const handlebars = Handlebars.create();
  handlebars.registerPartial(assets.partials);
  const template = handlebars.compile(assets.template, { strict: true, preventIndent: true });
  const { style, script } = assets;
  return template({
    ...reportView(printable(result)),
    style: new handlebars.SafeString(style),
    script: new handlebars.SafeString(script),
    policy: `default-src 'none'; img-src data:; style-src '${hash(style)}'; script-src '${hash(script)}'; base-uri 'none'; form-action 'none'`,
  });
}

/** Content Security Policy Level 3, section 2.3.1: a hash source. */
function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
