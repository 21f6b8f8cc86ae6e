import { CreateRateLimits1795400000002 } from './1795400000002-create-rate-limits.js';
import { CreateSchema1795400000000 } from './1795400000000-create-schema.js';
import { CreateSealingKeys1795400000001 } from './1795400000001-create-sealing-keys.js';
import { CreateInstanceApps1795500000010 } from './1795500000010-create-instance-apps.js';
import { CreateAllowances1795500000001 } from './1795500000001-create-allowances.js';
import { ShareGrants1795600000000 } from './1795600000000-share-grants.js';
import { WidenConnectSessions1795500000000 } from './1795500000000-widen-connect-sessions.js';

/** Every migration, for the data source; TypeORM orders them by the timestamp in their names. */
export const migrations = [
  CreateSchema1795400000000,
  CreateSealingKeys1795400000001,
  CreateRateLimits1795400000002,
  WidenConnectSessions1795500000000,
  CreateAllowances1795500000001,
  CreateInstanceApps1795500000010,
  ShareGrants1795600000000,
];
