/** From a thousandth to a thousand times, each step of ten as wide; 1× in the middle. */
const steps = 3;

/** From the middle to the ratio, in percent of the whole; null where there is none to draw. */
export function ratioBar(ratio: number | null) {
  if (ratio === null) return null;
  const at = ratio === 0 ? -steps : Math.min(steps, Math.max(-steps, Math.log10(ratio)));
  const length = (50 * Math.abs(at)) / steps;
  const percent = (value: number) => `${Number(value.toFixed(1))}%`;
  return { x: percent(at < 0 ? 50 - length : 50), width: percent(length), fewer: at < 0 };
}
