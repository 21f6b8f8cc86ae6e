// `npm run bench`: every benchmark, one after the other. Figures are ratios to a baseline of the same run, since machines are noisy.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

const { installWhatIsMissing } = await import('./lib/install.mjs');
const { buildWhatIsOld } = await import('./lib/build.mjs');
installWhatIsMissing();
buildWhatIsOld();
await import('../test/bench/list-accounts.mjs');
