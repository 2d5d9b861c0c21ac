/** Bytes with the view that reads and writes several of them at once. */
export interface ViewedBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

export function viewed(bytes: Uint8Array): ViewedBytes {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/**
 * Copies a run of bytes and gives the place after it. Short runs go by four, the last four overlapping those
 * before: a call into the engine only pays for long ones.
 */
export function copyBytes(
  from: ViewedBytes,
  start: number,
  end: number,
  into: ViewedBytes,
  at: number,
): number {
  const length = end - start;
  if (length > 128) {
    into.bytes.set(from.bytes.subarray(start, end), at);
  } else if (length >= 4) {
    const source = from.view;
    const target = into.view;
    const last = length - 4;
    for (let i = 0; i < last; i += 4) target.setInt32(at + i, source.getInt32(start + i));
    target.setInt32(at + last, source.getInt32(start + last));
  } else {
    for (let i = 0; i < length; i++) into.bytes[at + i] = from.bytes[start + i]!;
  }
  return at + length;
}
