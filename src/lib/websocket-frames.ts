// Where frames of a WebSocket end in a stream of bytes (RFC 6455 §5.2), for who passes them on and has a word of its own to say.

/** A frame of a server that goes away: 1001, without a reason. */
export const goingAway = Buffer.from([0x88, 2, 1001 >> 8, 1001 & 0xff]);

export interface FrameEnds {
  /** Counts the bytes. Where the first frame ends in them, or -1; a frame that ended before them ends at 0. */
  next(chunk: Buffer): number;
  /** Whether the last frame is whole. */
  isBetween(): boolean;
}

export function createFrameEnds(): FrameEnds {
  const header = Buffer.alloc(14);
  let headerBytes = 0;
  let payloadBytes = 0;

  /** Of the header as far as it has come. */
  function headerLength(): number {
    if (headerBytes < 2) return 2;
    const short = header[1]! & 0x7f;
    return 2 + (short === 126 ? 2 : short === 127 ? 8 : 0) + (header[1]! & 0x80 ? 4 : 0);
  }

  function payloadLength(): number {
    const short = header[1]! & 0x7f;
    return short === 126 ? header.readUInt16BE(2) : short === 127 ? Number(header.readBigUInt64BE(2)) : short;
  }

  const isBetween = () => headerBytes === 0 && payloadBytes === 0;

  return {
    isBetween,
    next(chunk) {
      let end = isBetween() ? 0 : -1;
      for (let at = 0; at < chunk.length; ) {
        if (payloadBytes > 0) {
          const taken = Math.min(payloadBytes, chunk.length - at);
          payloadBytes -= taken;
          at += taken;
        } else {
          header[headerBytes++] = chunk[at++]!;
          if (headerBytes < headerLength()) continue;
          payloadBytes = payloadLength();
          headerBytes = 0;
        }
        if (end < 0 && isBetween()) end = at;
      }
      return end;
    },
  };
}
