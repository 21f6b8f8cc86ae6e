import { CreateRateLimits1795400000002 } from './1795400000002-create-rate-limits.js';
import { CreateSchema1795400000000 } from './1795400000000-create-schema.js';
import { CreateSealingKeys1795400000001 } from './1795400000001-create-sealing-keys.js';

/** Every migration, for the data source; TypeORM orders them by the timestamp in their names. */
export const migrations = [CreateSchema1795400000000, CreateSealingKeys1795400000001, CreateRateLimits1795400000002];
