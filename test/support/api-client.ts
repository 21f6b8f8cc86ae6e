import supertest from 'supertest';
import { expectMatchesOpenApi } from './openapi.js';

/** An answer of the service, as a client sees it. `body` is the parsed JSON, or `{}` when there is none. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly text: string;
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** A caller of the service: one base URL, one bearer credential (`null`: none). Every answer must be as the OpenAPI document says. */
export class ApiClient {
  constructor(
    readonly url: string,
    readonly bearer: string | null,
  ) {}

  /** The same service, called by somebody else. */
  as(bearer: string | null): ApiClient {
    return new ApiClient(this.url, bearer);
  }

  get<Body>(path: string, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.send('get', path, undefined, headers);
  }

  post<Body>(path: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer<Body>> {
    return this.send('post', path, body, headers);
  }

  put<Body>(path: string, body: object): Promise<Answer<Body>> {
    return this.send('put', path, body, {});
  }

  patch<Body>(path: string, body: object): Promise<Answer<Body>> {
    return this.send('patch', path, body, {});
  }

  delete<Body>(path: string): Promise<Answer<Body>> {
    return this.send('delete', path, undefined, {});
  }

  private async send<Body>(method: Method, path: string, body: object | undefined, headers: Record<string, string>): Promise<Answer<Body>> {
    const request = supertest(this.url)[method](path).redirects(0).set(headers);
    if (this.bearer !== null) void request.set('Authorization', `Bearer ${this.bearer}`);
    const response = await (body === undefined ? request : request.send(body));
    const isJson = /[/+]json\b/.test(response.headers['content-type'] ?? '');
    const heard = isJson ? (response.body as unknown) : response.text;
    expectMatchesOpenApi({ method, path, status: response.status, headers: response.headers, body: heard });
    return { status: response.status, headers: response.headers, body: response.body as Body, text: response.text };
  }
}
