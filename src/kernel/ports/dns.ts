/** The DNS as far as platforms publish facts in it. */
export abstract class Dns {
  /**
   * The texts of a name's TXT records, each joined to one string; empty when there are none or the name does not exist.
   * @throws Error when the DNS could not be asked in time.
   */
  abstract texts(name: string): Promise<readonly string[]>;
}
