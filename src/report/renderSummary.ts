import { modeName } from '../evidence/LockMode.ts';
import type { Result, ScenarioResult, Verdict } from '../findings/Result.ts';
import { type Palette, plainPalette } from './Palette.ts';
import { formatInterval, formatRange, formatRatio, plural } from './text/amounts.ts';
import { oneLine, printable } from './text/printable.ts';
import { remedyParts } from './text/remedyParts.ts';
import { wrap } from './text/wrap.ts';
import { causeLines } from './view/causeLines.ts';
import { type Cause, causesOfScenario, countStates } from './view/causes.ts';
import { figuresOf } from './view/figures.ts';
import { verdictSentence } from './view/verdictSentence.ts';

const width = 80;
/** Problems of a scenario that are told in full; those behind them have their title. */
const mostInFull = 10;
/** Of those that were not observed, one line each. */
const mostNotObserved = 5;
type Colour = Exclude<keyof Palette, 'bold' | 'dim'>;
const words: Record<Verdict, { word: string; colour: Colour }> = {
  fail: { word: 'FAIL', colour: 'red' },
  inconclusive: { word: 'INCONCLUSIVE', colour: 'yellow' },
  pass: { word: 'PASS', colour: 'green' },
};
const marks = { fail: 'x', warn: '!', accepted: '~', info: 'i' } as const;
const colours = { fail: 'red', warn: 'yellow', accepted: 'cyan', info: 'dim' } as const;

/** The result for a terminal, at most 80 columns wide; the caller adds where the report lies. */
export function renderSummary(result: Result, palette: Palette = plainPalette): string {
  const safe = printable(result);
  const scenarios = [...safe.scenarios].sort((a, b) => rank(b) - rank(a));
  const lines = scenarios.flatMap((scenario) => scenarioLines(scenario, palette));
  const { colour } = words[safe.verdict];
  const sentence = wrap(verdictSentence(safe), width).map((line) => palette.bold(palette[colour](line)));
  return `${[...lines, ...(lines.length > 0 ? [''] : []), ...sentence].join('\n')}\n`;
}

/** What fails comes last, next to the prompt. */
function rank({ verdict }: ScenarioResult): number {
  return { pass: 2, inconclusive: 1, fail: 0 }[verdict];
}

function scenarioLines(scenario: ScenarioResult, palette: Palette): string[] {
  const { word, colour } = words[scenario.verdict];
  const [first = '', ...more] = wrap(`${word} ${scenario.name}`, width, '', '     ');
  const causes = causesOfScenario(scenario);
  return [
    palette[colour](word) + palette.bold(first.slice(word.length)),
    ...more.map(palette.bold),
    ...wrap(figuresText(scenario), width, '     ').map((line) => palette.dim(line)),
    ...errorLines(scenario, palette),
    ...causes
      .filter(({ state }) => state === 'fail' || state === 'warn')
      .flatMap((cause, index) =>
        index < mostInFull ? causeBlock(cause, palette) : titleLines(cause, palette),
      ),
    ...causes.filter(({ state }) => state === 'accepted').flatMap((cause) => acceptedBlock(cause, palette)),
    ...scenario.notes.flatMap((text) => wrap(oneLine(text), width, '  i ', '    ').map(palette.dim)),
    ...observedLines(countStates(causes).info, palette),
    ...notObservedLines(scenario.notObserved),
  ];
}

function notObservedLines(texts: readonly string[]): string[] {
  const rest = texts.length - mostNotObserved;
  return [
    ...texts
      .slice(0, mostNotObserved)
      .flatMap((text) => wrap(`not observed: ${oneLine(text)}`, width, '  ? ', '    ')),
    ...(rest > 0 ? [`  ? not observed: ${rest} more in the report`] : []),
  ];
}

function figuresText(scenario: ScenarioResult): string {
  const { durationMs, worstHold, worstStall, plans, plansChanged, worstPages, rowsLoaded } =
    figuresOf(scenario);
  const parts = [`${scenario.pending.length} pending`];
  const scale = scenario.scale === 1 ? '' : ` at scale ${scenario.scale}`;
  if (rowsLoaded > 0) parts.push(`${plural(rowsLoaded, 'row')} loaded${scale}`);
  if (durationMs) parts.push(`ran ${formatRange(durationMs.low, durationMs.high, 'ms')}`);
  if (worstHold)
    parts.push(
      `worst hold ${formatInterval(worstHold.lowMs, worstHold.highMs, 'ms')} ${modeName(worstHold.mode)}`,
    );
  if (worstStall) parts.push(`worst stall ${formatRange(worstStall.maxMs, worstStall.maxMs, 'ms')}`);
  if (plans > 0) parts.push(`${plansChanged} of ${plural(plans, 'plan')} changed`);
  if (worstPages !== null) parts.push(`up to ${formatRatio(worstPages)} the pages`);
  return parts.join(', ');
}

function errorLines({ error }: ScenarioResult, palette: Palette): string[] {
  if (!error) return [];
  const lines = wrap(`${error.code}: ${oneLine(error.message)}`, width, '  x ', '    ').map(palette.red);
  if (error.detail) lines.push(...wrap(oneLine(error.detail), width, '    '));
  if (error.hint) lines.push(...wrap(oneLine(error.hint), width, '    '));
  return lines;
}

function titleLines({ state, findings: [worst] }: Cause, palette: Palette): string[] {
  const title = wrap(oneLine(worst.title), width, `  ${marks[state]} `, '    ');
  return title.map((line) => palette[colours[state]](line));
}

function causeBlock(cause: Cause, palette: Palette): string[] {
  const { state, findings } = cause;
  const [worst] = findings;
  return [
    ...titleLines(cause, palette),
    ...causeLines(cause).flatMap((line) => wrap(line, width, '    - ', '      ')),
    ...(state === 'fail' ? remedyLines(worst.remedy) : []),
  ];
}

function remedyLines(remedy: string): string[] {
  const { words, sql } = remedyParts(remedy);
  return [
    ...wrap(oneLine(words), width, '    > ', '      '),
    ...sql.flatMap((line) => wrap(oneLine(line), width, '      ', '        ')),
  ];
}

function acceptedBlock({ findings }: Cause, palette: Palette): string[] {
  const [worst] = findings;
  const { reason = '', until = null } = worst.accepted ?? {};
  const end = until ? ` (until ${until})` : '';
  return [
    ...wrap(oneLine(worst.title), width, '  ~ ', '    ').map(palette.cyan),
    ...wrap(`accepted${end}: ${oneLine(reason)}`, width, '    '),
  ];
}

function observedLines(count: number, palette: Palette): string[] {
  return count > 0 ? [palette.dim(`  i ${plural(count, 'more observation')} in the report`)] : [];
}
