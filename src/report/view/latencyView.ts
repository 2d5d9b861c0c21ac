import { scaleLog } from 'd3-scale';
import type { TrafficResult } from '../../findings/Result.ts';
import { formatCount, formatDuration } from '../../units.ts';
import { plural } from '../text/amounts.ts';
import { oneLine } from '../text/printable.ts';
import type { Anchors } from './Anchors.ts';

type Phase = TrafficResult['latencies'][number];

/** Phases of a migration that are drawn: the slowest, in their order. */
const mostDuring = 6;
const mostFolded = 60;
const laneHeight = 38;
const axisHeight = 24;

/** How long statements took before, during and after the migrations: the traffic, and folded the canaries. */
export function latencyView(traffic: readonly TrafficResult[], anchors: Anchors, scenario: string) {
  const measured = traffic.filter(({ latencies }) => latencies.length > 0);
  if (measured.length === 0) return null;
  const all = measured.flatMap(({ latencies }) => latencies);
  // One scale for all, in steps of ten: a stall is a thousand times what is usual.
  const low = Math.max(0.01, Math.min(...all.map(({ p50Ms }) => p50Ms)) / 2);
  const high = Math.max(low * 10, ...all.map(({ maxMs }) => maxMs * 1.1));
  const x = scaleLog([low, high], [0, 100]).clamp(true);
  const item = (one: TrafficResult) => itemView(one, x, anchors.take(scenario, one.source, one.query));
  const worstFirst = (source: TrafficResult['source']) =>
    measured.filter((one) => one.source === source).sort((a, b) => worst(b) - worst(a));
  const canaries = worstFirst('canary');
  return {
    items: worstFirst('traffic').map(item),
    canaries: canaries.slice(0, mostFolded).map(item),
    canaryCount: plural(canaries.length, 'canary', 'canaries'),
    moreCanaries: Math.max(0, canaries.length - mostFolded),
    canaryWorst: canaries[0] ? `the longest wait ${formatDuration(worst(canaries[0]))}` : '',
  };
}

function itemView(one: TrafficResult, x: ReturnType<typeof scaleLog>, id: string) {
  const shown = shownPhases(one.latencies);
  const axisTop = shown.length * laneHeight + 4;
  const rate = `${Number(one.perSecond.toPrecision(3))} a second`;
  return {
    id,
    name: one.query,
    what: `${one.transaction ? 'transactions' : 'statements'}, ${rate}`,
    height: axisTop + axisHeight,
    axisTop,
    axisTextTop: axisTop + 16,
    title: `Latencies of ${oneLine(one.query, 60)}`,
    description: shown.map((phase) => `${phaseName(phase)}: ${figures(phase)}`).join('. '),
    ticks: ticksOf(x),
    lanes: shown.map((phase, index) => {
      const y = index * laneHeight;
      const at = (ms: number) => percent(x(Math.max(ms, 0.01)) as number);
      return {
        y,
        barY: y + 20,
        lineY: y + 26,
        name: phaseName(phase),
        figures: figures(phase),
        failed: phase.failed > 0 ? `${formatCount(phase.failed)} failed` : '',
        during: phase.phase === 'during',
        p50: at(phase.p50Ms),
        p90: at(phase.p90Ms),
        p99: at(phase.p99Ms),
        max: at(phase.maxMs),
        usual: percent(Math.max(0.4, (x(phase.p99Ms) as number) - (x(phase.p50Ms) as number))),
        common: percent(Math.max(0.4, (x(phase.p90Ms) as number) - (x(phase.p50Ms) as number))),
      };
    }),
    more: one.latencies.length - shown.length,
    errors: one.errors.map(({ code, message, count, before, during, after }) => ({
      code,
      message,
      count: formatCount(count),
      when: [
        ...(before > 0 ? [`${formatCount(before)} before`] : []),
        ...during.map((each) => `${formatCount(each.count)} during ${each.migration}`),
        ...(after > 0 ? [`${formatCount(after)} after`] : []),
      ].join(', '),
    })),
  };
}

/** What came before and after, and of the migrations the ones that hurt most. */
function shownPhases(latencies: readonly Phase[]): Phase[] {
  const during = latencies.filter(({ phase }) => phase === 'during');
  const kept = new Set([...during].sort((a, b) => b.maxMs - a.maxMs).slice(0, mostDuring));
  return latencies.filter((phase) => phase.phase !== 'during' || kept.has(phase));
}

function phaseName({ phase, migration }: Phase): string {
  return migration === null ? phase : `${phase} ${migration}`;
}

function figures({ count, p50Ms, p99Ms, maxMs }: Phase): string {
  return `longest ${formatDuration(maxMs)}, 99 % ${formatDuration(p99Ms)}, median ${formatDuration(p50Ms)}, of ${formatCount(count)}`;
}

function worst({ latencies }: TrafficResult): number {
  return Math.max(...latencies.map(({ phase, maxMs }) => (phase === 'during' ? maxMs : 0)));
}

/** Powers of ten; of many every second. */
function ticksOf(x: ReturnType<typeof scaleLog>) {
  const [low, high] = x.domain() as [number, number];
  const powers: number[] = [];
  for (let power = Math.ceil(Math.log10(low)); 10 ** power <= high; power++) powers.push(power);
  const step = powers.length > 5 ? 2 : 1;
  return powers
    .filter((power) => power % step === 0)
    .map((power) => {
      const at = x(10 ** power) as number;
      return {
        x: percent(at),
        label: formatDuration(10 ** power),
        anchor: at < 4 ? 'start' : at > 94 ? 'end' : 'middle',
      };
    });
}

function percent(value: number): string {
  return `${Number(value.toFixed(2))}%`;
}
