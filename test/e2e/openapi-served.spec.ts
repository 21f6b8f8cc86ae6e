import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemTable } from '../../src/runtime/http/problem-table.js';
import { checkedInDocument } from '../support/openapi.js';
import { startService, type RunningService } from '../support/service.js';

describe('the documentation that the service serves', () => {
  let service: RunningService;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  const open = (path: string): Promise<Response> => fetch(`${service.url}${path}`);

  /** The document that the page is given, as JSON text. */
  async function documentInside(): Promise<string> {
    const script = await (await open('/docs/swagger-ui-init.js')).text();
    const { swaggerDoc } = JSON.parse(/let options = (\{[^]*?\n\});/.exec(script)?.[1] ?? '') as { swaggerDoc: unknown };
    return JSON.stringify(swaggerDoc);
  }

  it('/openapi.json › of any configuration › is the checked-in document', async () => {
    const response = await open('/openapi.json');

    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual(checkedInDocument());
  });

  it('/docs › opened without another host and without inline script › finds every asset here', async () => {
    const response = await open('/docs');
    const html = await response.text();
    const scripts = [...html.matchAll(/<script([^>]*)>([^]*?)<\/script>/g)];
    const assets = [...html.matchAll(/(?:src|href)=["']([^"'#]+)["']/g)].map((match) => match[1] ?? '').filter((url) => !url.startsWith('data:'));

    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, inline = ''] of scripts) expect({ attributes, inline: inline.trim() }).toEqual({ attributes: expect.stringContaining('src='), inline: '' });
    for (const asset of assets) {
      const { pathname, origin } = new URL(asset, `${service.url}/docs`);
      expect(origin).toBe(service.url);
      const response = await open(pathname);
      // Read to its end: an answer that nobody reads is in flight, and the service waits for it when it stops.
      expect({ asset, status: response.status, empty: (await response.arrayBuffer()).byteLength === 0 }).toEqual({ asset, status: 200, empty: false });
    }
  });

  it('/docs/errors › a problem’s type is followed › explains every code at its anchor', async () => {
    const response = await open('/docs/errors');
    const html = await response.text();

    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    for (const [code, { status }] of Object.entries(problemTable)) expect(html).toMatch(new RegExp(`<section id="${code}">[^]*?${String(status)} `));
  });

  it('the document inside /docs › of a service that stands elsewhere than documented › names this service, and is else the same', async () => {
    const inside = await documentInside();

    expect(inside).toContain(`"returnUrl":"${service.url}/v1/connect/result"`);
    expect(JSON.parse(inside.replaceAll(service.url, 'http://localhost:3000'))).toEqual(checkedInDocument());
  });

  it('what Swagger UI fills in beforehand › of any operation › leaves optional filters empty', () => {
    const filled = Object.values(checkedInDocument().paths)
      .flatMap((item) => Object.values(item))
      .flatMap(({ operationId, parameters = [] }) => parameters.map((parameter) => ({ operationId, ...parameter })))
      .filter(({ required, schema }) => required !== true && schema?.['example'] !== undefined);

    expect(filled).toEqual([]);
  });

  it('a problem › its type › leads to its explanation', async () => {
    const { type } = (await (await open('/v1/platforms')).json()) as { type: string };

    expect(type).toBe(`${service.url}/docs/errors#unauthenticated`);
  });
});
