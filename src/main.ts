import { createApp } from './create-app.js';
import { run } from './runtime/run.js';

await run(createApp);
