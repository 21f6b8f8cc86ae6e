import { stopServerIn } from './left-over-servers.mjs';

export default async function globalTeardown() {
  await stopServerIn(process.env.TEST_DATABASE_FOLDER);
}
