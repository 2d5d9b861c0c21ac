import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';

export interface TemplateColumn extends ColumnDeclaration<string> {
  readonly kind: 'template';
  readonly pattern: string;
}

/**
 * Unique text from the row's number: `{n}` counts from 1, `{n:8}` is padded with zeros to 8 digits, and
 * `{code:8}` is 8 capital letters and digits in no visible order. `template('user{n}@example.com')`.
 */
export function template(pattern: string): TemplateColumn {
  return { kind: 'template', pattern };
}

export type TemplatePart = string | { of: 'n' | 'code'; width: number };

export function templateParts(pattern: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of pattern.matchAll(placeholder)) {
    if (match.index > end) parts.push(pattern.slice(end, match.index));
    parts.push({ of: match[1] as 'n' | 'code', width: Number(match[2] ?? (match[1] === 'n' ? 1 : 8)) });
    end = match.index + match[0].length;
  }
  if (end < pattern.length) parts.push(pattern.slice(end));
  return parts;
}

const placeholder = /\{(n|code)(?::(\d{1,2}))?\}/g;

export function checkTemplate({ pattern }: TemplateColumn, refuse: Refuse): void {
  const parts = templateParts(pattern);
  const places = parts.filter((part) => typeof part !== 'string');
  if (places.length === 0 || parts.some((part) => typeof part === 'string' && /[{}]/.test(part)))
    refuse('template', 'a pattern with {n}, {n:8} or {code:8}', pattern);
  for (const { of, width } of places)
    if (width < 1 || (of === 'code' && (width < 4 || width > 10)))
      refuse('template', 'a width of 1 to 99 for {n} and of 4 to 10 for {code}', width);
}
