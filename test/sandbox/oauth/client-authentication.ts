import { timingSafeEqual } from 'node:crypto';

import type { SandboxRequest } from '../core/http.js';
import type { Stage } from '../platforms/twin.js';
import type { App } from './apps.js';
import { OAuthFailure } from './failures.js';
import { Parameters } from './parameters.js';
import { rulesOf } from './rules-of.js';

/**
 * Which app is calling, proven in the one way that the platform takes.
 * @throws OAuthFailure for another way, an unknown app or a wrong secret.
 */
export function authenticateClient(request: SandboxRequest, stage: Stage): App {
  const { clientId, clientSecret } = rulesOf(stage).clientAuthentication === 'basic' ? fromBasic(request) : fromBody(request, stage);
  const app = stage.apps.find(stage.platform, clientId, stage.server);
  if (!app) throw new OAuthFailure('client_unknown', clientId);
  if (!sameSecret(app.clientSecret, clientSecret)) throw new OAuthFailure('client_secret_wrong');
  return app;
}

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

function fromBody(request: SandboxRequest, stage: Stage): Credentials {
  if (request.headers['authorization'] !== undefined) throw new OAuthFailure('client_auth_method', 'parameters in the body');
  const parameters = new Parameters(request.form);
  return { clientId: parameters.required(rulesOf(stage).clientIdParameter), clientSecret: parameters.required('client_secret') };
}

/** RFC 6749, 2.3.1: both halves are form-encoded before they are joined. */
function fromBasic(request: SandboxRequest): Credentials {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const inBody = request.form.has('client_secret');
  const halves = encoded === undefined ? null : /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8'));
  if (inBody || !halves) throw new OAuthFailure('client_auth_method', 'HTTP Basic');
  return { clientId: formDecode(halves[1] ?? ''), clientSecret: formDecode(halves[2] ?? '') };
}

function formDecode(value: string): string {
  return new URLSearchParams(`v=${value.replaceAll('&', '%26')}`).get('v') ?? '';
}

function sameSecret(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}
