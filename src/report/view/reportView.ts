import { lockModes, modeName } from '../../evidence/LockMode.ts';
import type { QueryResult, Result, ScenarioResult } from '../../findings/Result.ts';
import { formatDuration } from '../../units.ts';
import { plural } from '../text/amounts.ts';
import { Anchors } from './Anchors.ts';
import { causesOf } from './causes.ts';
import { causeView } from './causeView.ts';
import { JsonRoom } from './plans/JsonRoom.ts';
import { scenarioView, verdictLabels } from './scenarioView.ts';
import { verdictSentence } from './verdictSentence.ts';

/** Everything that the page shows, as texts: the templates only lay it out. */
export function reportView(result: Result) {
  const anchors = new Anchors();
  const json = new JsonRoom();
  const sections = new Map(
    result.scenarios.map((scenario): [ScenarioResult, string] => [
      scenario,
      anchors.take('scenario', scenario.name),
    ]),
  );
  const plans = new Map(
    result.scenarios.flatMap((scenario) =>
      scenario.queries.map((query): [QueryResult, string] => [
        query,
        anchors.take(sections.get(scenario)!, query.name, query.parameters),
      ]),
    ),
  );
  const causes = causesOf(result).map((cause) => ({
    cause,
    view: causeView(cause, anchors, sections.get(cause.scenario)!, plans),
  }));
  const inState = (state: string) =>
    causes.filter(({ view }) => view.state === state).map(({ view }) => view);
  const scenarios = [...result.scenarios]
    .sort((a, b) => order(a) - order(b))
    .map((scenario) => {
      const own = causes.filter(({ cause }) => cause.scenario === scenario).map(({ view }) => view);
      const place = result.scenarios.indexOf(scenario);
      return scenarioView(scenario, anchors, sections.get(scenario)!, own, place, json, plans);
    });
  const verdicts = (verdict: string) => scenarios.filter(({ state }) => state === verdict).length;
  return {
    project: result.project,
    ...sentenceView(verdictSentence(result)),
    state: result.verdict,
    label: verdictLabels[result.verdict],
    commit: result.commit ?? '',
    commitShort: (result.commit ?? '').slice(0, 10),
    started: result.startedAt,
    startedText: dateText(result.startedAt),
    took: tookText(result),
    tool: `${result.tool.name} ${result.tool.version}`,
    server: result.server ? `PostgreSQL ${result.server.version}, ${result.server.source}` : '',
    failing: inState('fail'),
    warnings: inState('warn'),
    accepted: inState('accepted'),
    observed: inState('info'),
    observedCount: plural(inState('info').length, 'observation'),
    nothingToSay:
      causes.length === 0 &&
      result.scenarios.some(({ verdict }) => verdict === 'pass') &&
      result.verdict === 'pass',
    empty: scenarios.length === 0,
    scenarios,
    unseen: scenarios.filter(({ notObserved }) => notObserved.length > 0),
    filters: [
      { state: 'fail', label: 'failing', count: verdicts('fail') },
      { state: 'inconclusive', label: 'inconclusive', count: verdicts('inconclusive') },
      {
        state: 'warn',
        label: 'with warnings',
        count: scenarios.filter(({ states }) => states.includes('warn')).length,
      },
      {
        state: 'accepted',
        label: 'with accepted risks',
        count: scenarios.filter(({ states }) => states.includes('accepted')).length,
      },
      { state: 'pass', label: 'passing', count: verdicts('pass') },
    ].filter(({ count }) => count > 0),
    modes: [...lockModes]
      .reverse()
      .map((mode) => ({ mode: modeName(mode), modeClass: mode, blocks: modeBlocks[mode] })),
  };
}

// PostgreSQL's manual, "Explicit Locking", table "Conflicting Lock Modes".
const modeBlocks: Record<(typeof lockModes)[number], string> = {
  AccessExclusiveLock: 'everything, SELECT included',
  ExclusiveLock: 'writes, SELECT … FOR UPDATE, DDL, VACUUM; plain reads go on',
  ShareRowExclusiveLock: 'writes, DDL, VACUUM; reads go on',
  ShareLock: 'writes, most DDL, VACUUM; reads and other index builds go on',
  ShareUpdateExclusiveLock: 'VACUUM and other DDL; reads and writes go on',
  RowExclusiveLock: 'DDL such as CREATE INDEX; what INSERT, UPDATE and DELETE take',
  RowShareLock: 'EXCLUSIVE and ACCESS EXCLUSIVE only',
  AccessShareLock: 'ACCESS EXCLUSIVE only; what SELECT takes',
};

/** Its first clause stands out. */
function sentenceView(sentence: string) {
  const end = sentence.search(/[:;]/);
  const at = end < 0 ? sentence.length : end;
  return { sentenceHead: sentence.slice(0, at), sentenceRest: sentence.slice(at) };
}

function order({ verdict }: ScenarioResult): number {
  return { fail: 0, inconclusive: 1, pass: 2 }[verdict];
}

function dateText(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?Z$/, '$1 $2 UTC');
}

function tookText({ startedAt, finishedAt }: Result): string {
  const ms = Date.parse(finishedAt) - Date.parse(startedAt);
  return Number.isFinite(ms) && ms >= 0 ? formatDuration(ms) : '';
}
