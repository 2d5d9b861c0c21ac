import { blameText as sinceText } from '../../../analysis/plans/blameText.ts';
import type { QueryResult } from '../../../findings/Result.ts';

/** Since when a plan is another: words, the statement to link to, and words again. */
export interface BlameText {
  head: string;
  /** `statement 3 of 0042_orders_slim`; '' where nobody is named. */
  who: string;
  tail: string;
}

/** Null where nobody looked. */
export function blameText({ blame }: Pick<QueryResult, 'blame'>): BlameText | null {
  if (!blame) return null;
  const because = blame.because ? ` ${blame.because}` : '';
  const since = sinceText(blame);
  if (since === null)
    return { head: `No statement alone made the plan another.${because}`, who: '', tail: '' };
  const who =
    blame.statement === null ? blame.migration! : `statement ${blame.statement} of ${blame.migration}`;
  return { head: 'Since ', who, tail: `${since.slice(`since ${who}`.length)}.${because}` };
}

/** `Since statement 3 of 0042_orders_slim, which dropped orders_customer_id_idx.` */
export function blameSentence(query: Pick<QueryResult, 'blame'>): string {
  const text = blameText(query);
  return text ? `${text.head}${text.who}${text.tail}` : '';
}

/**
 * Since when, and the strongest reason that lasts: a sentence each, as far as they are known.
 * @param told what the reader has before them: what it says is not said again
 */
export function whySentences(query: Pick<QueryResult, 'blame' | 'reasons'>, told = ''): string[] {
  const { reasons = [] } = query;
  const who = blameText(query)?.who ?? '';
  const reason = (reasons.find(({ until }) => until === undefined) ?? reasons[0])?.text ?? '';
  return [
    who !== '' && told.includes(who) ? '' : blameSentence(query),
    told.includes(reason) ? '' : reason,
  ].filter(Boolean);
}
