import type { Rhythm } from '../../scenario/columns/timestamps.ts';
import type { Quantile } from './quantiles.ts';

const hourMs = 3_600_000;

const office: Required<Exclude<Rhythm, string>> = {
  hours: [1, 1, 1, 1, 1, 2, 6, 20, 60, 90, 100, 95, 70, 85, 95, 90, 80, 55, 25, 10, 6, 4, 2, 1],
  days: [100, 104, 103, 98, 85, 12, 8],
  utcOffset: '+00:00',
};
const consumer: Required<Exclude<Rhythm, string>> = {
  hours: [22, 12, 7, 5, 5, 8, 18, 32, 42, 48, 52, 57, 62, 58, 54, 54, 58, 66, 78, 92, 100, 96, 74, 44],
  days: [92, 90, 91, 94, 103, 118, 112],
  utcOffset: '+00:00',
};

/**
 * The moment by which a share of the rows is there, in microseconds: each hour between both ends has its
 * weight by hour and day, times what the growth has reached by then.
 *
 * @param from milliseconds since 1970
 * @param growth how many times denser the rows are at the end
 */
export function rhythmic(rhythm: Rhythm, from: number, to: number, growth: number): Quantile {
  const { hours, days, utcOffset } = weightsOf(rhythm);
  const offset = offsetMs(utcOffset);
  const cells: number[] = [from];
  for (let at = Math.floor((from + offset) / hourMs) * hourMs + hourMs - offset; at < to; at += hourMs)
    cells.push(at);
  const cumulative = new Float64Array(cells.length + 1);
  cells.forEach((start, i) => {
    const end = cells[i + 1] ?? to;
    const hour = Math.floor((start + offset) / hourMs);
    // 1970-01-01 was a Thursday.
    const weight = hours[modulo(hour, 24)]! * days[modulo(Math.floor(hour / 24) + 3, 7)]!;
    const grown = 1 + ((growth - 1) * ((start + end) / 2 - from)) / (to - from);
    cumulative[i + 1] = cumulative[i]! + weight * grown * (end - start);
  });
  const total = cumulative[cells.length]!;
  const find = finderOf(cumulative, total);
  return (share) => {
    const mass = share * total;
    const cell = find(mass);
    const [start, end] = [cells[cell]!, cells[cell + 1] ?? to];
    const inside = (mass - cumulative[cell]!) / (cumulative[cell + 1]! - cumulative[cell]!);
    return Math.floor((start + inside * (end - start)) * 1000);
  };
}

function weightsOf(rhythm: Rhythm): Required<Exclude<Rhythm, string>> {
  if (rhythm === 'office') return office;
  if (rhythm === 'consumer') return consumer;
  const even = (count: number) => new Array<number>(count).fill(1);
  return { hours: even(24), days: even(7), utcOffset: '+00:00', ...rhythm };
}

function offsetMs(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}

/** The cell that a mass falls into, never one without weight. */
function finderOf(cumulative: Float64Array, total: number): (mass: number) => number {
  const cells = cumulative.length - 1;
  const guide = new Int32Array(cells + 1);
  for (let step = 0, cell = 0; step <= cells; step++) {
    while (cell < cells - 1 && cumulative[cell + 1]! <= (step / cells) * total) cell++;
    guide[step] = cell;
  }
  return (mass) => {
    let cell = guide[Math.floor((mass / total) * cells)]!;
    while (cell < cells - 1 && cumulative[cell + 1]! <= mass) cell++;
    while (cell > 0 && cumulative[cell]! > mass) cell--;
    return cell;
  };
}
