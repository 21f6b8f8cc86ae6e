import { startSandbox } from './sandbox.js';

/** The sandbox as a process of its own, for `npm start`: `SANDBOX_PORT`, `SANDBOX_HOST`, `SANDBOX_STATE_FILE`, `PUBLIC_URL`. */
async function main(): Promise<void> {
  const sandbox = await startSandbox({
    port: Number(process.env['SANDBOX_PORT'] ?? 4010),
    host: process.env['SANDBOX_HOST'] ?? '127.0.0.1',
    ...(process.env['SANDBOX_STATE_FILE'] !== undefined && { stateFile: process.env['SANDBOX_STATE_FILE'] }),
    ...(process.env['PUBLIC_URL'] !== undefined && { publicUrl: process.env['PUBLIC_URL'] }),
  });
  process.stdout.write(`Sandbox of the platforms: ${sandbox.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.stop());
  }
}

main().catch((failure: unknown) => {
  process.stderr.write(`The sandbox did not start: ${failure instanceof Error ? failure.message : String(failure)}\n`);
  process.exitCode = 1;
});
