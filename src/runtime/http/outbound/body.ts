import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutboundError } from '../../../kernel/ports/outbound-http.js';

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/**
 * Reads a body to its end, decompressed, and counts what comes out, so that neither a long answer nor a small one that
 * unpacks to a long one fills the memory.
 * @throws OutboundError `too_large` beyond `limit` bytes, `network` for an encoding that is not known.
 */
export async function readBody(body: Readable, encoding: string, limit: number): Promise<string> {
  const stream = decoded(body, encoding.trim().toLowerCase());
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw new OutboundError('too_large', `The answer is larger than ${limit} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    // Ends the connection: the rest is not wanted.
    body.destroy();
    throw error;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decoded(body: Readable, encoding: string): Readable {
  if (encoding === '' || encoding === 'identity') return body;
  if (!(encoding in decoders)) {
    body.on('error', () => undefined).destroy();
    throw new OutboundError('network', 'The answer is packed in a way that was not asked for.');
  }
  const decoder = decoders[encoding as keyof typeof decoders]();
  body.on('error', (error) => decoder.destroy(error));
  return body.pipe(decoder);
}
