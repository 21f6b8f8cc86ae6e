import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** What a name server says about a name: addresses of either kind, that there is no such name, that it failed, or nothing. */
export interface Zone {
  readonly [name: string]: { readonly a?: DnsAnswer; readonly aaaa?: DnsAnswer };
}

export type DnsAnswer = readonly Buffer[] | 'no such name' | 'failure' | 'silence';

const types = { a: 1, aaaa: 28 } as const;
const codes = { 'no such name': 3, failure: 2 } as const;

/** A name server on a loopback port (RFC 1035, UDP alone). Names that are not in the zone do not exist. */
export class DnsServer {
  private constructor(private readonly socket: Socket) {}

  static async start(zone: Zone): Promise<DnsServer> {
    const socket = createSocket('udp4');
    socket.on('message', (query, { address, port }) => {
      const answer = answered(zone, query);
      if (answer !== null) socket.send(answer, port, address);
    });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new DnsServer(socket);
  }

  get address(): string {
    return `127.0.0.1:${String(this.socket.address().port)}`;
  }

  async stop(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }
}

function answered(zone: Zone, query: Buffer): Buffer | null {
  const { name, end } = nameIn(query);
  const type = query.readUInt16BE(end) === types.a ? 'a' : 'aaaa';
  const told = name in zone ? (zone[name]?.[type] ?? []) : 'no such name';
  if (told === 'silence') return null;
  const records = typeof told === 'string' ? [] : told;
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | (typeof told === 'string' ? codes[told] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, query.subarray(12, end + 4), ...records.map((data) => record(types[type], data))]);
}

function nameIn(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** Name (that of the question), type, class, time to live, length, data. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([head, data]);
}
