/**
 * Latencies in buckets that grow by a factor of 2^(1/8), 9 %: bucket 0 is up to 0.01 ms, bucket b up to
 * 0.01 · 2^(b/8) ms; ten minutes are bucket 207.
 */
const perDoubling = 8;
const smallestMs = 0.01;

export function bucketOf(ms: number): number {
  return ms <= smallestMs ? 0 : Math.ceil(perDoubling * Math.log2(ms / smallestMs));
}

/** The middle of a bucket, in milliseconds. */
export function middleOf(bucket: number): number {
  return smallestMs * 2 ** ((bucket - 0.5) / perDoubling);
}
