import ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

// Both packages are CommonJS whose default export stands under `default` when they are imported from a module.
export const Ajv2020 = ajv2020.Ajv2020;

/** Teaches an instance the formats of JSON Schema (`date-time`, `uuid`, `uri` …) and answers it. */
export function addFormats(ajv: InstanceType<typeof Ajv2020>): InstanceType<typeof Ajv2020> {
  formats.default(ajv);
  return ajv;
}
