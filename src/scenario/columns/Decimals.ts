import type { Refuse } from './ColumnDeclaration.ts';

export function checkDecimals(decimals: number | null, refuse: Refuse): void {
  if (decimals !== null && !(Number.isInteger(decimals) && decimals >= 0 && decimals <= 15))
    refuse('decimals', '0 to 15 decimals, or null', decimals);
}
