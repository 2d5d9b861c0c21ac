import { modeName } from '../evidence/LockMode.ts';
import type { Result, ScenarioResult } from '../findings/Result.ts';
import { formatAmount, formatInterval, formatRange, formatRatio } from './text/amounts.ts';
import { code, codeBlock, prose } from './text/markdown.ts';
import { oneLine, printable } from './text/printable.ts';
import { remedyParts } from './text/remedyParts.ts';
import { causeLines } from './view/causeLines.ts';
import { type Cause, causesOf } from './view/causes.ts';
import { figuresOf } from './view/figures.ts';
import { verdictSentence } from './view/verdictSentence.ts';

const marks = { fail: '❌', inconclusive: '❔', pass: '✅' } as const;
// A comment on GitHub holds 65,536 characters.
const mostCharacters = 64_000;
const mostCauses = 25;
const mostScenarios = 60;

/** For a comment on a pull request or a job's summary; begins with a marker by which a comment is found again. */
export function renderMarkdown(result: Result): string {
  const safe = printable(result);
  const causes = causesOf(safe);
  const blocks = [
    `<!-- pgrehearse ${encodeURIComponent(safe.project).replaceAll('-', '%2D')} -->`,
    `## ${marks[safe.verdict]} ${prose(verdictSentence(safe))}`,
    ...causeSection(
      '',
      causes.filter(({ state }) => state === 'fail'),
    ),
    ...errorBlocks(safe.scenarios),
    ...scenarioTable(safe.scenarios),
    ...causeSection(
      'Warnings',
      causes.filter(({ state }) => state === 'warn'),
    ),
    ...acceptedSection(causes.filter(({ state }) => state === 'accepted')),
    ...notObserved(safe.scenarios),
    '<sub>Holds are intervals: the shortest and the longest time for which a lock can have been held. ' +
      'Durations are those of this run’s machine, not of production.</sub>',
  ];
  return `${fitting(blocks).join('\n\n')}\n`;
}

/** As many blocks, from the first, as a comment holds. */
function fitting(blocks: string[]): string[] {
  let left = mostCharacters;
  const kept = blocks.filter((block) => {
    left -= block.length + 2;
    return left > 0;
  });
  return kept.length < blocks.length ? [...kept, '… the rest is in the report.'] : kept;
}

function causeSection(title: string, causes: Cause[]): string[] {
  const shown = causes.slice(0, mostCauses).map((cause) => {
    const [worst] = cause.findings;
    const lines = [`**${prose(cause.scenario.name)}** · ${prose(worst.title)} · ${code(worst.rule)}`, ''];
    lines.push(...causeLines(cause, worst.why).map((line) => `- ${prose(line)}`));
    const { words, sql } = remedyParts(worst.remedy);
    lines.push('', `> ${prose(oneLine(`${worst.why} ${words}`))}`);
    if (sql.length > 0) lines.push('', codeBlock(sql.join('\n'), 'sql'));
    return lines.join('\n');
  });
  const more = causes.length - shown.length;
  return [
    ...(title && causes.length > 0 ? [`### ${title}`] : []),
    ...shown,
    ...(more > 0 ? [`… and ${more} more in the report.`] : []),
  ];
}

function errorBlocks(scenarios: ScenarioResult[]): string[] {
  return scenarios.flatMap(({ name, error }) => {
    if (!error) return [];
    const lines = [
      `**${prose(name)}** could not be rehearsed to its end: ${code(error.code)} ${prose(error.message)}`,
    ];
    if (error.detail) lines.push('', `- ${prose(error.detail)}`);
    if (error.hint) lines.push(error.detail ? `- ${prose(error.hint)}` : `\n- ${prose(error.hint)}`);
    return [lines.join('\n')];
  });
}

function scenarioTable(scenarios: ScenarioResult[]): string[] {
  if (scenarios.length === 0) return [];
  const rows = scenarios.slice(0, mostScenarios).map((scenario) => {
    const { durationMs, worstHold, worstStall, plans, plansChanged, worstPages, rowsLoaded } =
      figuresOf(scenario);
    const worst = worstPages === null ? '' : `, up to ${formatRatio(worstPages)} the pages`;
    const hold = worstHold
      ? `${formatInterval(worstHold.lowMs, worstHold.highMs, 'ms')} ${modeName(worstHold.mode)} on ${code(worstHold.relation, true)}`
      : '–';
    const cells = [
      `${marks[scenario.verdict]} ${scenario.verdict}`,
      code(scenario.name, true),
      String(scenario.pending.length),
      durationMs ? formatRange(durationMs.low, durationMs.high, 'ms') : '–',
      hold,
      worstStall ? formatAmount(worstStall.maxMs, 'ms') : '–',
      plans > 0 ? `${plansChanged} of ${plans}${worst}` : '–',
      formatAmount(rowsLoaded, 'count'),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const more = scenarios.length - rows.length;
  return [
    [
      '| Verdict | Scenario | Pending | Duration | Worst hold | Worst stall | Plans changed | Rows |',
      '| :-- | :-- | --: | --: | :-- | --: | --: | --: |',
      ...rows,
    ].join('\n'),
    ...(more > 0 ? [`… and ${more} more scenarios in the report.`] : []),
  ];
}

function acceptedSection(causes: Cause[]): string[] {
  if (causes.length === 0) return [];
  const items = causes.slice(0, mostCauses).map(({ scenario, findings: [worst] }) => {
    const { reason = '', by = null, until = null } = worst.accepted ?? {};
    const terms = [by ? `by ${by}` : '', until ? `until ${until}` : ''].filter(Boolean).join(', ');
    return `- **${prose(scenario.name)}** · ${prose(worst.title)} · ${code(worst.rule)}\n  Accepted${terms ? ` ${prose(terms)}` : ''}: ${prose(reason)}`;
  });
  return [`### Accepted\n\n${items.join('\n')}`];
}

function notObserved(scenarios: ScenarioResult[]): string[] {
  const items = scenarios.flatMap(({ name, notObserved }) =>
    notObserved.map((text) => `- **${prose(name)}** · ${prose(text)}`),
  );
  return items.length > 0 ? [`### Not observed\n\n${items.join('\n')}`] : [];
}
