import { TestPds, TestPlc } from '@atproto/dev-env';

// A directory and a personal data server with empty stores, until standard input ends: whoever started this may be killed at any moment.
const plc = await TestPlc.create({});
const pds = await TestPds.create({ didPlcUrl: plc.url });
console.log(JSON.stringify({ plcUrl: plc.url, pdsUrl: pds.url }));

process.stdin.resume();
process.stdin.once('end', () => process.exit(0));
