import type { QueryResult } from '../../../findings/Result.ts';
import { formatRatio } from '../../text/amounts.ts';

/** By what a call reads now, held against before; each has a sign and words of its own beside its colour. */
export interface Band {
  kind: 'fails' | 'hundred' | 'ten' | 'more' | 'same' | 'fewer' | 'unknown';
  /** Seen: `▲▲`. */
  sign: string;
  /** `2,168×`. */
  text: string;
  /** For those who do not see the sign. */
  words: string;
}

/** Said in place of a ratio where a capture took longer than the query may. */
export const overLimit = 'over its time limit';

/** A difference of fewer pages is none that a user would notice; the default of `buffersPages`. */
const leastPages = 50;
const leastRatio = 1.5;

export function bandOf(query: QueryResult, capture: 'afterDeploy' | 'after'): Band {
  const { error, overLimitMs, buffers: to } = query[capture];
  const from = query.before.buffers;
  if (error) return { kind: 'fails', sign: '✕', text: 'fails', words: '' };
  if (overLimitMs !== undefined) {
    const isNew = query.before.overLimitMs === undefined;
    return { kind: isNew ? 'fails' : 'unknown', sign: isNew ? '✕' : '', text: overLimit, words: '' };
  }
  if (from === null || to === null) return { kind: 'unknown', sign: '', text: '–', words: 'not known' };
  const ratio = to / Math.max(1, from);
  const text = ratioText(ratio);
  const slight = Math.abs(to - from) < leastPages;
  if (slight || (ratio < leastRatio && ratio > 1 / leastRatio))
    return { kind: 'same', sign: '=', text, words: 'pages' };
  if (ratio < 1) return { kind: 'fewer', sign: '▼', text, words: 'the pages, fewer' };
  if (ratio >= 100) return { kind: 'hundred', sign: '▲▲▲', text, words: 'the pages' };
  if (ratio >= 10) return { kind: 'ten', sign: '▲▲', text, words: 'the pages' };
  return { kind: 'more', sign: '▲', text, words: 'the pages' };
}

/** `2,168×`, `1×`, `1/589`. */
export function ratioText(ratio: number): string {
  if (ratio > 0.95 && ratio < 1.05) return 'same';
  if (ratio >= 0.5) return formatRatio(ratio);
  return ratio === 0 ? 'none' : `1/${formatRatio(1 / ratio).replace('×', '')}`;
}

/** What matters first. */
export function bandRank({ kind }: Band): number {
  return ['fails', 'hundred', 'ten', 'more', 'unknown', 'fewer', 'same'].indexOf(kind);
}
