import { parseArgs } from 'node:util';
import { DomainError } from '../../../kernel/domain-error.js';
import type { ListServiceKeys } from '../../application/list-service-keys.js';
import type { MintServiceKey } from '../../application/mint-service-key.js';
import type { RevokeServiceKey } from '../../application/revoke-service-key.js';
import type { ServiceKey } from '../../domain/api-key.js';

/** What a command says: `out` for programs (the key and nothing beside it), `note` for the person at the terminal. */
export interface CommandOutcome {
  readonly exitCode: 0 | 1;
  readonly out: string;
  readonly note: string;
}

export const usage = `Service keys may do everything in every workspace.

  npm run -s keys -- mint-service --name <name>   makes one and prints it, this once
  npm run -s keys -- list-service                 lists those that work
  npm run -s keys -- revoke-service <id>          ends one at once`;

const name = /^(?=.*\S)[^\p{Cc}]{1,200}$/u;

/** The operator's commands around service keys. */
export class ServiceKeysCommand {
  constructor(
    private readonly mint: MintServiceKey,
    private readonly list: ListServiceKeys,
    private readonly revoke: RevokeServiceKey,
  ) {}

  /** Runs what the arguments (without program and script) ask for. Throws only when the work itself fails, such as without a database. */
  async run(args: readonly string[]): Promise<CommandOutcome> {
    const words = read(args);
    if (words === null) return refusal(usage);
    const [command, operand, ...rest] = words.positionals;
    if (rest.length > 0) return refusal(usage);
    if (command === 'mint-service' && operand === undefined && words.name !== null) return this.minted(words.name);
    if (words.name !== null) return refusal(usage);
    if (command === 'list-service' && operand === undefined) return this.listed();
    if (command === 'revoke-service' && operand !== undefined) return this.revoked(operand);
    return refusal(usage);
  }

  private async minted(keyName: string): Promise<CommandOutcome> {
    if (!name.test(keyName)) return refusal('The name must be 1 to 200 characters, not blank and without control characters.');
    const { key, text } = await this.mint.execute({ name: keyName });
    return { exitCode: 0, out: text.use((value) => `${value}\n`), note: `Minted ${key.id}. The key is shown this once.\n` };
  }

  private async listed(): Promise<CommandOutcome> {
    const keys = await this.list.execute();
    return { exitCode: 0, out: keys.map(line).join(''), note: keys.length === 0 ? 'No service key was minted.\n' : '' };
  }

  private async revoked(id: string): Promise<CommandOutcome> {
    try {
      await this.revoke.execute(id);
      return { exitCode: 0, out: '', note: `Revoked ${id}.\n` };
    } catch (error) {
      if (error instanceof DomainError && error.code === 'not_found') return refusal('There is no such service key, or it is revoked already.');
      throw error;
    }
  }
}

function read(args: readonly string[]): { readonly positionals: readonly string[]; readonly name: string | null } | null {
  try {
    const { positionals, values } = parseArgs({ args: [...args], options: { name: { type: 'string' } }, allowPositionals: true });
    return { positionals, name: values.name ?? null };
  } catch {
    return null;
  }
}

function line(key: ServiceKey): string {
  const lastUse = key.lastUsedAt === null ? 'never used' : `used ${key.lastUsedAt.toISOString()}`;
  return `${key.id}  …${key.hint}  minted ${key.createdAt.toISOString()}  ${lastUse}  ${key.name ?? ''}\n`;
}

function refusal(note: string): CommandOutcome {
  return { exitCode: 1, out: '', note: `${note}\n` };
}
