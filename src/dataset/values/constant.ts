import type { ConstantColumn } from '../../scenario/columns/constant.ts';
import type { ValueSource } from './ValueSource.ts';
import { codeVector } from './Vector.ts';

export function compileConstant({ constant }: ConstantColumn): ValueSource {
  const nullable = constant === null || constant === undefined;
  return { vector: codeVector([constant ?? null]), nullable, fill() {} };
}
