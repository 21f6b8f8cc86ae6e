import { randomUUID } from 'node:crypto';

import { errorAnswer, isForm, jsonAnswer, redirectAnswer, wantsHtml, htmlAnswer, type Answer, type SandboxRequest } from '../core/http.js';
import type { SandboxState } from '../core/state.js';
import type { App } from '../oauth/apps.js';
import { isAlive, type Grant } from '../oauth/grants.js';
import type { Twin, Twins } from '../platforms/twin.js';
import { mailboxPage } from '../ui/mailbox-page.js';
import { requestsPage } from '../ui/requests-page.js';
import {
  appInput,
  BadControlInput,
  checked,
  clockInput,
  consentInput,
  faultInput,
  forgetInput,
  mailInput,
  NothingThere,
  resetInput,
  revokeInput,
} from './control-input.js';

type Handler = (input: unknown, request: SandboxRequest) => Answer;

/** What tests and demos steer the sandbox with, below `/_sandbox`. JSON in and out; the front page's buttons send forms. */
export class ControlApi {
  /** Tells one run of the sandbox from the next. */
  private readonly instanceId = randomUUID();

  private readonly handlers: Readonly<Record<string, Handler>> = {
    'POST /consent': (input) => this.consent(input),
    'POST /faults': (input) => this.fault(input),
    'POST /grants/revoke': (input) => this.revoke(input),
    'GET /grants': (_, { query }) => this.grants(query.get('platform') ?? undefined),
    'POST /clock': (input) => this.advance(input),
    'GET /clock': () => this.clock(),
    'GET /requests': (_, request) => this.requests(request),
    'POST /apps': (input) => this.app(input),
    'POST /apps/forget': (input) => this.forget(input),
    'GET /apps': () => jsonAnswer(200, { data: this.state.apps.list().map(appView) }),
    'POST /mail': (input) => jsonAnswer(201, this.state.mailbox.receive(checked(mailInput, input))),
    'GET /mail': (_, { query }) => jsonAnswer(200, { data: this.state.mailbox.list(query.get('to') ?? undefined) }),
    'GET /mailbox': () => htmlAnswer(200, mailboxPage(this.state.mailbox.list())),
    'POST /reset': (input) => this.reset(input),
  };

  constructor(
    private readonly twins: Twins,
    private readonly state: SandboxState,
  ) {}

  answer(request: SandboxRequest): Answer {
    const handler = this.handlers[`${request.method} ${request.path}`];
    if (!handler) {
      const known = Object.keys(this.handlers).map((key) => key.replace(' ', ' /_sandbox'));
      return errorAnswer(404, 'unknown_control', `There is no ${request.method} /_sandbox${request.path}. There are: ${known.join(', ')}.`);
    }
    try {
      const answer = handler(inputOf(request), request);
      // A button of the front page leads back to it.
      return isForm(request.headers) ? redirectAnswer('/') : answer;
    } catch (failure) {
      if (failure instanceof BadControlInput) return errorAnswer(400, 'bad_request', failure.message);
      if (failure instanceof NothingThere) return errorAnswer(404, 'not_found', failure.message);
      throw failure;
    }
  }

  /** @throws BadControlInput when the platform's rules refuse one of the redirect URIs. */
  registerApp(app: App): App {
    const { oauth, label } = this.twin(app.platform);
    if (oauth === null) throw new BadControlInput(`platform: nobody registers apps with ${label} by hand.`);
    for (const redirectUri of app.redirectUris) {
      const uri = URL.canParse(redirectUri) ? new URL(redirectUri) : null;
      const reason = uri ? oauth.refuseRedirectUri(uri) : `${label} takes absolute redirect URIs only.`;
      if (reason !== null) throw new BadControlInput(`redirectUris: "${redirectUri}" is refused. ${reason}`);
    }
    return this.state.apps.register(app);
  }

  private consent(input: unknown): Answer {
    const { platform, persona, decision } = checked(consentInput, input);
    this.twin(platform);
    this.state.consents.add(platform, { persona, decision });
    return jsonAnswer(200, { platform, persona, decision });
  }

  private fault(input: unknown): Answer {
    const { fault, ...rule } = checked(faultInput, input);
    const twin = rule.platform === undefined ? null : this.twin(rule.platform);
    const { answer, ...own } = fault;
    const named = answer === undefined ? {} : namedAnswer(twin, answer);
    this.state.faults.add({ ...rule, fault: { ...named, ...own } });
    return jsonAnswer(200, { ...rule, fault });
  }

  private revoke(input: unknown): Answer {
    const { platform, subject, why } = checked(revokeInput, input);
    this.twin(platform);
    const now = this.state.clock.now();
    const grants = this.state.grants.list({ platform, subject });
    if (grants.length === 0) throw new NothingThere(`No grant of "${subject}" was ever given on ${platform}.`);
    // What ran out can still be taken back, and platforms say so then.
    const concerned = grants.filter((grant) => (why === 'expired' ? isAlive(grant, now) : grant.ended === null));
    for (const grant of concerned) {
      if (why === 'expired') this.state.grants.expireAccess(grant, now);
      else this.state.grants.end(grant, why, now);
    }
    return jsonAnswer(200, { revoked: concerned.length });
  }

  private grants(platform?: string): Answer {
    const now = this.state.clock.now();
    return jsonAnswer(200, { data: this.state.grants.list({ platform }).map((grant) => grantView(grant, now)) });
  }

  private advance(input: unknown): Answer {
    this.state.clock.advance(checked(clockInput, input).advanceSeconds);
    return this.clock();
  }

  private clock(): Answer {
    const { clock } = this.state;
    return jsonAnswer(200, { now: new Date(clock.now()).toISOString(), offsetMs: clock.offsetMs, instanceId: this.instanceId });
  }

  private requests(request: SandboxRequest): Answer {
    const { query } = request;
    const entries = this.state.journal.list({ platform: query.get('platform') ?? undefined, path: query.get('path') ?? undefined });
    return wantsHtml(request) ? htmlAnswer(200, requestsPage(entries)) : jsonAnswer(200, { data: entries });
  }

  private app(input: unknown): Answer {
    return jsonAnswer(200, appView(this.registerApp({ ...checked(appInput, input), server: null })));
  }

  private forget(input: unknown): Answer {
    const { host } = checked(forgetInput, input);
    const played = Object.values(this.twins).some(({ servers }) => servers !== undefined && Object.hasOwn(servers, host));
    if (!played) throw new BadControlInput(`host: no server at which apps register is played as "${host}"`);
    this.state.grants.forget(host);
    return jsonAnswer(200, { forgotten: this.state.apps.forget(host) });
  }

  private reset(input: unknown): Answer {
    checked(resetInput, input);
    this.state.reset();
    return this.clock();
  }

  private twin(platform: string): Twin {
    const twin = Object.hasOwn(this.twins, platform) ? this.twins[platform] : undefined;
    if (!twin) throw new BadControlInput(`platform: "${platform}" is not played here. There are: ${Object.keys(this.twins).join(', ')}`);
    return twin;
  }
}

function inputOf(request: SandboxRequest): unknown {
  if (isForm(request.headers)) return Object.fromEntries(request.form);
  if (request.body.length > 0 && request.json === undefined) throw new BadControlInput('The body is not JSON.');
  return request.json;
}

function namedAnswer(twin: Twin | null, name: string): { status: number; body: unknown } {
  const answer = twin && Object.hasOwn(twin.namedAnswers, name) ? twin.namedAnswers[name] : undefined;
  if (answer) return { status: answer.status, body: JSON.parse(answer.body.toString()) as unknown };
  const known = twin ? `There are: ${Object.keys(twin.namedAnswers).join(', ')}` : 'A named answer needs a platform';
  throw new BadControlInput(`fault.answer: "${name}" is unknown. ${known}.`);
}

function appView({ platform, server, clientId, redirectUris, features }: App): Record<string, unknown> {
  return { platform, ...(server !== null && { server }), clientId, redirectUris, features };
}

/** A grant without its secrets. */
function grantView(grant: Grant, now: number): Record<string, unknown> {
  const { platform, clientId, persona, subject, scopes, refreshCount, ended } = grant;
  const access = grant.accessTokens.at(-1);
  const refresh = grant.refreshTokens.at(-1);
  return {
    platform,
    clientId,
    persona,
    subject,
    scopes,
    alive: isAlive(grant, now),
    endedBecause: ended?.why ?? null,
    refreshCount,
    authorizedAt: iso(grant.authorizedAt),
    accessTokenExpiresAt: iso(access?.expiresAt ?? null),
    refreshTokenExpiresAt: iso(refresh?.expiresAt ?? null),
  };
}

function iso(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
