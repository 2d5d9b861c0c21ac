import { scaleLinear } from 'd3-scale';
import { modeName } from '../../evidence/LockMode.ts';
import type { Hold, MigrationResult, Stall } from '../../findings/Result.ts';
import { formatCount, formatDuration } from '../../units.ts';
import { formatInterval } from '../text/amounts.ts';
import { blocksText } from '../text/blocksText.ts';
import { oneLine } from '../text/printable.ts';
import { stallText } from './causeLines.ts';
import { type Lane, lanesOf } from './lanes.ts';
import { statementLabels } from './statementLabels.ts';

const mostLanes = 30;
const mostStalls = 8;
// Heights in pixels; across, everything is in percent, so that the drawing fits any width without scaling its text.
const top = 44;
const laneHeight = 38;
const stallHeight = 32;
const axisHeight = 26;

/** The lock timeline of one migration, laid out; null where it has neither statement nor lock. */
export function timelineView(migration: MigrationResult, id: string) {
  const { statements, holds, worstRepeat } = migration;
  const lanes = lanesOf(holds);
  const end = Math.max(
    0,
    ...statements.map(({ window }) => window.endMs),
    ...holds.map(({ window }) => window.endMs),
  );
  if (migration.status === 'skipped' || statements.length === 0 || end <= 0) return null;
  const x = scaleLinear([0, end], [0, 100]).clamp(true);
  const span = (startMs: number, endMs: number): Span => ({
    x: percent(x(startMs)),
    width: percent(Math.max(x(endMs) - x(startMs), 0.1)),
  });

  const shownLanes = lanes.slice(0, mostLanes);
  const stalls = [...migration.stalls].sort((a, b) => b.maxMs - a.maxMs).slice(0, mostStalls);
  const stallTop = top + shownLanes.length * laneHeight;
  const axisTop = stallTop + stalls.length * stallHeight + 4;
  const labels = statementLabels(statements, x);

  return {
    id,
    height: axisTop + axisHeight,
    bodyHeight: axisTop,
    axisTop,
    axisTextTop: axisTop + 16,
    title: `Locks of ${oneLine(migration.id, 60)}`,
    description: describe(migration, lanes, end),
    ticks: x.ticks(5).map((value, index, all) => ({
      x: percent(x(value)),
      label: value === 0 ? '0' : formatDuration(value),
      anchor: index === 0 ? 'start' : index === all.length - 1 && x(value) > 94 ? 'end' : 'middle',
    })),
    statements: statements.map(({ index, window, error, sql }) => ({
      ...span(window.startMs, window.endMs),
      label: labels.get(index) ?? '',
      failed: error !== null,
      even: index % 2 === 0,
      title: `${index}: ${oneLine(sql, 120)} (${formatDuration(window.endMs - window.startMs)})`,
    })),
    lanes: shownLanes.map((lane, index) => {
      const y = top + index * laneHeight;
      return {
        y,
        barY: y + 20,
        relation: lane.relation,
        mode: modeName(lane.mode),
        modeClass: lane.mode,
        time: lane.holds
          .map(({ lowMs, highMs }) => formatInterval(lowMs, highMs, 'ms'))
          .slice(0, 3)
          .join(', '),
        blocks: blocksText(lane.blocks),
        bars: lane.holds.map((hold) => barOf(hold, span)),
      };
    }),
    stalls: stalls.map((stall, index) => {
      const y = stallTop + index * stallHeight;
      return {
        y,
        lineY: y + 24,
        capTop: y + 20,
        capBottom: y + 28,
        ...stallLine(stall, holds, x),
        text: stallText(stall),
      };
    }),
    moreLanes: lanes.length - shownLanes.length,
    moreStalls: migration.stalls.length - stalls.length,
    otherRepeat: holds.some(({ repeat }) => repeat !== worstRepeat),
    modes: [...new Set(shownLanes.map(({ mode }) => mode))].map((mode) => ({
      modeClass: mode,
      mode: modeName(mode),
    })),
    hasStalls: stalls.length > 0,
    hasLanes: shownLanes.length > 0,
  };
}

/** Across the drawing, in percent. */
export interface Span {
  x: string;
  width: string;
}

/** The window in which it can have been held, and the part of it in which it was. */
function barOf(
  { window, certain, lowMs, highMs, relation, mode }: Hold,
  span: (startMs: number, endMs: number) => Span,
) {
  return {
    high: span(window.startMs, window.endMs),
    low: lowMs > 0 ? span(certain.startMs, certain.endMs) : null,
    modeClass: mode,
    title: `${modeName(mode)} on ${relation}: held ${formatInterval(lowMs, highMs, 'ms')}`,
  };
}

/** A stalled statement proceeds when the lock goes, so its wait is drawn up to the end of the hold. */
function stallLine({ blockedBy, relation, maxMs }: Stall, holds: Hold[], x: (ms: number) => number) {
  const blocking = holds.filter(
    (hold) => hold.relation === relation && hold.statement === blockedBy.statement,
  );
  const endMs = Math.max(maxMs, ...blocking.map(({ window }) => window.endMs));
  return { x1: percent(x(Math.max(0, endMs - maxMs))), x2: percent(x(endMs)) };
}

function describe({ id, statements, stalls }: MigrationResult, lanes: Lane[], end: number): string {
  const worst = lanes.slice(0, 3).map(({ relation, mode, holds }) => {
    const { lowMs, highMs } = holds.reduce((a, b) => (a.highMs >= b.highMs ? a : b));
    return `${modeName(mode)} on ${relation} held ${formatInterval(lowMs, highMs, 'ms')}`;
  });
  const count = `${formatCount(statements.length)} statements in ${formatDuration(end)}`;
  return `Migration ${id}: ${count}. ${[...worst, ...stalls.slice(0, 2).map(stallText)].join('. ')}`;
}

function percent(value: number): string {
  return `${Number(value.toFixed(2))}%`;
}
