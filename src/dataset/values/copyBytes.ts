/** Copies a short run byte by byte; a call into the engine only pays for long ones. */
export function copyBytes(
  from: Uint8Array,
  start: number,
  end: number,
  into: Uint8Array,
  at: number,
): number {
  const length = end - start;
  if (length <= 64) for (let i = 0; i < length; i++) into[at + i] = from[start + i]!;
  else into.set(from.subarray(start, end), at);
  return at + length;
}
