import { isIP, Socket, type LookupFunction } from 'node:net';

type Connect = (this: Socket, ...given: unknown[]) => Socket;

/**
 * Watches every socket of this process at the moment it connects, below everything that could judge an address, and keeps it from leaving
 * the machine: a connection to any address but a loopback one is written down and refused.
 */
export class WatchedSockets {
  /** `address:port` of every attempt, in order. */
  readonly attempts: string[] = [];
  readonly #original = Object.getOwnPropertyDescriptor(Socket.prototype, 'connect')?.value as Connect;

  private constructor() {
    const { attempts } = this;
    const original = this.#original;
    const watching: Connect = function connect(this: Socket, ...given) {
      const options = optionsOf(given);
      if (options === null) return original.apply(this, given);
      const { host = 'localhost', port = 0 } = options;
      const note = (address: string): boolean => {
        attempts.push(`${address}:${String(port)}`);
        return isLoopback(address);
      };
      if (isIP(host) !== 0) {
        if (!note(host)) options.lookup = refuse;
        if (options.lookup === refuse) options.host = 'refused.test';
      } else if (options.lookup !== undefined) options.lookup = watchedLookup(options.lookup, note);
      else attempts.push(`${host}:${String(port)}`);
      return original.apply(this, given);
    };
    Object.assign(Socket.prototype, { connect: watching });
  }

  static start(): WatchedSockets {
    return new WatchedSockets();
  }

  /** The attempts that went to none of these ports. */
  beyond(...ports: readonly number[]): readonly string[] {
    return this.attempts.filter((attempt) => !ports.some((port) => attempt.endsWith(`:${String(port)}`)));
  }

  stop(): void {
    Object.assign(Socket.prototype, { connect: this.#original });
  }
}

interface ConnectOptions {
  host?: string;
  port?: number | string;
  lookup?: LookupFunction;
}

const refuse: LookupFunction = (_name, _options, callback) => callback(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), '');

function watchedLookup(inner: LookupFunction, note: (address: string) => boolean): LookupFunction {
  return (name, options, callback) =>
    inner(name, options, (error, answer, family) => {
      if (error !== null) return callback(error, answer, family);
      const addresses = typeof answer === 'string' ? [answer] : answer.map(({ address }) => address);
      // Every address counts, so that none of them goes unseen when an earlier one answers.
      if (addresses.map(note).every(Boolean)) return callback(null, answer, family);
      return refuse(name, options, callback);
    });
}

/** The options of a call of `connect`, however it was called; `null` for a socket in the file system. */
function optionsOf(given: unknown[]): ConnectOptions | null {
  // What `net.connect` has normalized already comes as one array of options and callback.
  const first: unknown = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (typeof first === 'object' && first !== null) return 'path' in first && typeof first.path === 'string' ? null : first;
  const options: ConnectOptions = { port: Number(first), ...(typeof given[1] === 'string' && { host: given[1] }) };
  given.splice(0, typeof given[1] === 'string' ? 2 : 1, options);
  return options;
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
