/** Milliseconds since the repeat began, with fractions; one clock for everything that is compared. */
export type Clock = () => number;

export function startClock(): Clock {
  const origin = performance.now();
  return () => performance.now() - origin;
}
