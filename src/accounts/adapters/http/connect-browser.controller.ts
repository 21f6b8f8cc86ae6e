import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../../kernel/domain-error.js';
import { isUuid } from '../../../kernel/ids.js';
import { Clock } from '../../../kernel/ports/clock.js';
import { Secret } from '../../../kernel/secret.js';
import { Public } from '../../../runtime/http/access.js';
import { FailsAsPage } from '../../../runtime/http/failure-page.js';
import { ApiHtmlPage, ApiRedirect, ApiUuidParam } from '../../../runtime/http/openapi/api-responses.js';
import { meaningOf } from '../../application/connect-failure.js';
import { FinishAuthorization } from '../../application/finish-authorization.js';
import { LaunchConnectSession, type BrowserTokenReader } from '../../application/launch-connect-session.js';
import { ConnectSettings } from '../../ports/connect-settings.js';
import { BrowserCookie } from './browser-cookie.js';
import { failurePage, messagePage, pagePolicy, resultPage } from './pages.js';

type QueryParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What the path of a redirect URI says. */
interface CallbackPath {
  readonly platform: string;
  readonly appId: string | null;
}

/** The hops that the person's browser makes. They carry no bearer; one-time tokens and a cookie protect them. */
@ApiTags('Browser')
@Controller('v1')
export class ConnectBrowserController {
  readonly #cookie: BrowserCookie;

  constructor(
    private readonly launch: LaunchConnectSession,
    private readonly finish: FinishAuthorization,
    private readonly clock: Clock,
    settings: ConnectSettings,
  ) {
    this.#cookie = new BrowserCookie(settings.publicUrl);
  }

  @Get('connect/result')
  @Public()
  @FailsAsPage(failurePage)
  @ApiOperation({
    summary: 'Show the outcome of a connect session',
    description: 'A `returnUrl` that is always allowed: shows the connect code, for trying things without a front-end.',
  })
  @ApiQuery({ name: 'connect_session', required: false, schema: { type: 'string' }, description: 'The session.' })
  @ApiQuery({ name: 'connect_code', required: false, schema: { type: 'string' }, description: 'The connect code.' })
  @ApiQuery({ name: 'error', required: false, schema: { type: 'string' }, description: 'Why the session failed.' })
  @ApiHtmlPage(200, 'The outcome.')
  @ApiHtmlPage(400, 'The address is not one that a browser was sent to.')
  showConnectResult(@Query() query: QueryParameters, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    if (isUnreadable(query, request.url)) return showInvalidLink(reply);
    const error = single(query, 'error');
    const explanation = error === null ? null : meaningOf(error);
    show(reply, 200, resultPage({ session: single(query, 'connect_session'), code: single(query, 'connect_code'), error, explanation }));
  }

  @Get('connect/:launchToken')
  @Public()
  @FailsAsPage(failurePage)
  @ApiOperation({
    summary: 'Send the browser to the platform',
    description:
      'The `authorizationUrl` of a connect session, to be opened in the address bar of a browser: a page such as this one cannot follow it to ' +
      'the platform. The first browser that opens it is bound by a cookie; others are refused.',
  })
  @ApiParam({ name: 'launchToken', description: 'The one-time token of the link.', schema: { type: 'string' } })
  @ApiRedirect(303, 'On to the platform.', 'https://www.linkedin.com/oauth/v2/authorization?response_type=code&client_id=…')
  @ApiHtmlPage(400, 'The link is no longer valid.')
  @ApiHtmlPage(403, 'The link was opened in another browser first.')
  async launchConnectSession(
    @Param('launchToken') launchToken: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseHead(request);
    const result = await this.launch.execute({ launchToken, browserToken: this.reader(request) });
    if (result.outcome === 'link_invalid') return showInvalidLink(reply);
    if (result.outcome === 'other_browser') return showOtherBrowser(reply);
    const seconds = Math.ceil((result.expiresAt.getTime() - this.clock.now().getTime()) / 1000);
    this.#cookie.write(reply, result.sessionId, result.browserToken, seconds);
    return redirect(reply, result.authorizeUrl);
  }

  @Get('oauth/:platform/callback')
  @Public()
  @FailsAsPage(failurePage)
  @ApiOperation({
    summary: 'Take the answer of the platform',
    description: 'The redirect URI that is registered at the platform. Sends the browser on to `returnUrl`.',
  })
  @ApiParam({ name: 'platform', description: 'Key of the platform.', schema: { type: 'string', example: 'linkedin' } })
  @ApiQuery({ name: 'state', required: false, schema: { type: 'string' }, description: 'As it was sent.' })
  @ApiQuery({ name: 'code', required: false, schema: { type: 'string' }, description: 'The authorization code.' })
  @ApiRedirect(303, 'Back to the product.', 'https://app.example/connected?connect_session=…&connect_code=…')
  @ApiHtmlPage(400, 'The link is no longer valid, or the answer came to another browser.')
  finishAuthorization(
    @Param('platform') platform: string,
    @Query() query: QueryParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer({ platform, appId: null }, query, request, reply);
  }

  @Get('oauth/:platform/:appId/callback')
  @Public()
  @FailsAsPage(failurePage)
  @ApiOperation({
    summary: 'Take the answer of one server of a platform',
    description: 'The redirect URI of our app on one server (a Mastodon instance). Only sessions that were sent to that server are answered.',
  })
  @ApiParam({ name: 'platform', description: 'Key of the platform.', schema: { type: 'string', example: 'mastodon' } })
  @ApiUuidParam('appId', 'Our app on that server.')
  @ApiQuery({ name: 'state', required: false, schema: { type: 'string' }, description: 'As it was sent.' })
  @ApiQuery({ name: 'code', required: false, schema: { type: 'string' }, description: 'The authorization code.' })
  @ApiRedirect(303, 'Back to the product, or to the server once more.', 'https://app.example/connected?connect_session=…&connect_code=…')
  @ApiHtmlPage(400, 'The link is no longer valid, or the answer came to another browser.')
  finishAuthorizationAtServer(
    @Param('platform') platform: string,
    @Param('appId') appId: string,
    @Query() query: QueryParameters,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (!isUuid(appId)) return Promise.resolve(showInvalidLink(reply));
    return this.answer({ platform, appId }, query, request, reply);
  }

  private async answer(place: CallbackPath, query: QueryParameters, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    refuseHead(request);
    if (isUnreadable(query, request.url)) return showInvalidLink(reply);
    const state = single(query, 'state');
    const result = await this.finish.execute({
      ...place,
      state: state === null ? null : Secret.of(state),
      parameters: singles(query),
      browserToken: this.reader(request),
    });
    if (result.outcome === 'link_invalid') return showInvalidLink(reply);
    if (result.outcome === 'again') return redirect(reply, result.authorizeUrl);
    this.#cookie.clear(reply, result.sessionId);
    if (result.outcome === 'browser_mismatch') return showOtherBrowser(reply, 400);
    return redirect(reply, result.url);
  }

  private reader(request: FastifyRequest): BrowserTokenReader {
    return (sessionId) => this.#cookie.read(request, sessionId);
  }
}

/**
 * Whether the query cannot be what a platform, or we, sent a browser with: no parameter stands there twice (RFC 6749, 3.1), and those that
 * we read decode. Nobody's session is touched by such an answer. Other parameters may hold anything: platforms send texts in any encoding.
 */
function isUnreadable(query: QueryParameters, url: string): boolean {
  if (Object.values(query).some((value) => typeof value !== 'string')) return true;
  const pairs = url.slice(url.indexOf('?') + 1).split('&');
  return pairs.some((pair) => readParameters.includes(pair.split('=', 1)[0] ?? '') && !decodes(pair));
}

const readParameters = ['state', 'code', 'error', 'connect_session', 'connect_code'];

function decodes(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}

/** `null` where it is missing. */
function single(query: QueryParameters, name: string): string | null {
  const value = query[name];
  return typeof value === 'string' ? value : null;
}

function singles(query: QueryParameters): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Previewing a one-time link must not use it up. */
function refuseHead(request: FastifyRequest): void {
  if (request.method !== 'GET') throw notFound();
}

function showInvalidLink(reply: FastifyReply): void {
  show(reply, 400, failurePage.html('refused'));
}

function showOtherBrowser(reply: FastifyReply, status = 403): void {
  show(reply, status, messagePage('Another browser began this', 'Open the link in the browser in which it was opened first, or start again.'));
}

function show(reply: FastifyReply, status: number, html: string): void {
  void reply
    .status(status)
    .headers({ 'Content-Security-Policy': pagePolicy, 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(html);
}

function redirect(reply: FastifyReply, url: string): void {
  void reply.headers({ 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' }).redirect(url, 303);
}
