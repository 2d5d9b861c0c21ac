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
  const { migration, statement, capture, did, because } = blame;
  if (migration === null) {
    const why = because ? ` ${because}` : '';
    return { head: `No statement alone made the plan another.${why}`, who: '', tail: '' };
  }
  const who = statement === null ? migration : `statement ${statement} of ${migration}`;
  const what = did.length > 0 ? `, which ${did.join(' and ')}` : '';
  const since = capture === 'after' ? '; it shows once new statistics are there' : '';
  return { head: 'Since ', who, tail: `${what}${since}.${because ? ` ${because}` : ''}` };
}

/** `Since statement 3 of 0042_orders_slim, which dropped orders_customer_id_idx.` */
export function blameSentence(query: Pick<QueryResult, 'blame'>): string {
  const text = blameText(query);
  return text ? `${text.head}${text.who}${text.tail}` : '';
}

/** Since when, and the strongest reason: a sentence each, as far as they are known. */
export function whySentences({ blame, reasons = [] }: Pick<QueryResult, 'blame' | 'reasons'>): string[] {
  return [blameSentence(blame ? { blame } : {}), ...reasons.slice(0, 1).map(({ text }) => text)].filter(
    Boolean,
  );
}
