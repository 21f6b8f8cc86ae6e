import { Body, Controller, Delete, Get, Headers, HttpCode, Ip, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../../../kernel/caller.js';
import type { ConnectSessionId, WorkspaceId } from '../../../kernel/ids.js';
import { Allow, CurrentCaller } from '../../../runtime/http/access.js';
import { IdParam } from '../../../runtime/http/id-param.js';
import { ApiProblems } from '../../../runtime/http/openapi/api-problems.js';
import { ApiPage, ApiUuidParam, ApiWorkspaceParam } from '../../../runtime/http/openapi/api-responses.js';
import { pageBody, readPage, type PageBody } from '../../../runtime/http/page-query.js';
import { BeginConnectSession } from '../../application/begin-connect-session.js';
import { CancelConnectSession } from '../../application/cancel-connect-session.js';
import { CompleteConnectSession } from '../../application/complete-connect-session.js';
import { ListCandidates, type CandidateView } from '../../application/list-candidates.js';
import { ReadConnectSession, type ConnectSessionView } from '../../application/read-connect-session.js';
import { ConnectSettings } from '../../ports/connect-settings.js';
import {
  BeginConnectSessionBody,
  CandidateDto,
  CompleteConnectSessionBody,
  completionExamples,
  ConnectSessionDto,
  ListCandidatesQuery,
} from './connect-session.dto.js';

/** A session with the launch link, which is known only while it is being begun. */
interface ConnectSessionBody extends ConnectSessionView {
  readonly authorizationUrl: string | null;
}

@ApiTags('Connect sessions')
@ApiWorkspaceParam()
@Controller('v1/workspaces/:workspaceId/connect-sessions')
export class ConnectSessionsController {
  constructor(
    private readonly begin: BeginConnectSession,
    private readonly read: ReadConnectSession,
    private readonly candidates: ListCandidates,
    private readonly complete: CompleteConnectSession,
    private readonly cancel: CancelConnectSession,
    private readonly settings: ConnectSettings,
  ) {}

  @Post()
  @Allow('accounts:write')
  @ApiOperation({
    summary: 'Begin connecting an account',
    description:
      "Send the person's browser to `authorizationUrl`. It comes back to `returnUrl` with `connect_session` and either `connect_code` or `error`. " +
      'On platforms that take an app password there is no browser step: the answer is a completed session with its account.',
  })
  @ApiCreatedResponse({ type: ConnectSessionDto, description: 'The session has begun.' })
  @ApiProblems(
    'account_limit_reached',
    'platform_not_configured',
    'too_many_open_sessions',
    'return_url_not_allowed',
    'not_found',
    'invalid_instance',
    'unsafe_url',
    'invalid_credentials',
    'main_password_refused',
    'two_factor_required',
    'no_connectable_account',
    'wrong_account',
    'platform_error',
    'platform_unavailable',
    'platform_timeout',
  )
  async beginConnectSession(
    @CurrentCaller() caller: Caller,
    @Param('workspaceId') workspaceId: WorkspaceId,
    @Body() body: BeginConnectSessionBody,
    @Ip() address: string,
  ): Promise<ConnectSessionBody> {
    const { session, launchToken } = await this.begin.execute({
      caller,
      workspaceId,
      platform: body.platform,
      returnUrl: body.returnUrl ?? null,
      onBehalfOf: body.onBehalfOf?.userId ?? null,
      inputs: body.inputs ?? {},
      reconnectAccountId: body.reconnectAccountId?.toLowerCase() ?? null,
      address,
    });
    const view = await this.read.execute(workspaceId, session.id);
    return { ...view, authorizationUrl: launchToken?.use((token) => `${this.settings.publicUrl}/v1/connect/${token}`) ?? null };
  }

  @Get(':sessionId')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'Read a connect session', description: 'How far it is and what came of it.' })
  @ApiUuidParam('sessionId', 'The connect session.')
  @ApiOkResponse({ type: ConnectSessionDto, description: 'The session.' })
  getConnectSession(
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('sessionId') sessionId: ConnectSessionId,
  ): Promise<ConnectSessionBody> {
    return this.body(workspaceId, sessionId);
  }

  @Get(':sessionId/candidates')
  @Allow('accounts:write')
  @ApiOperation({ summary: 'List what can be connected', description: 'For who began the session and holds its connect code.' })
  @ApiUuidParam('sessionId', 'The connect session.')
  @ApiHeader({ name: 'X-Connect-Code', required: true, description: 'From the `connect_code` parameter of the return URL.', schema: { type: 'string' } })
  @ApiPage(CandidateDto, { description: 'A page of candidates.' })
  @ApiProblems('invalid_connect_code', 'session_not_open', 'session_expired')
  async listConnectCandidates(
    @CurrentCaller() caller: Caller,
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('sessionId') sessionId: ConnectSessionId,
    @Query() query: ListCandidatesQuery,
    @Headers('x-connect-code') connectCode: string | undefined,
  ): Promise<PageBody<CandidateView>> {
    const page = await this.candidates.execute({
      caller,
      workspaceId,
      sessionId,
      connectCode: connectCode ?? null,
      search: query.search ?? null,
      page: readPage(query, ['uuid']),
    });
    return pageBody(page);
  }

  @Post(':sessionId/complete')
  @HttpCode(200)
  @Allow('accounts:write')
  @ApiOperation({
    summary: 'Connect what was picked',
    description: 'For who began the session and holds its connect code. At the cap the session stays open, so that fewer can be picked.',
  })
  @ApiUuidParam('sessionId', 'The connect session.')
  @ApiBody({ type: CompleteConnectSessionBody, examples: completionExamples })
  @ApiOkResponse({ type: ConnectSessionDto, description: 'The session is completed; `accounts` holds what was connected.' })
  @ApiProblems(
    'account_limit_reached',
    'platform_not_configured',
    'session_not_open',
    'session_expired',
    'invalid_connect_code',
    'invalid_selection',
  )
  async completeConnectSession(
    @CurrentCaller() caller: Caller,
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('sessionId') sessionId: ConnectSessionId,
    @Body() body: CompleteConnectSessionBody,
  ): Promise<ConnectSessionBody> {
    await this.complete.execute({
      caller,
      workspaceId,
      sessionId,
      connectCode: body.connectCode,
      onBehalfOf: body.onBehalfOf?.userId ?? null,
      selection: body.selection?.map((id) => id.toLowerCase()) ?? null,
    });
    return this.body(workspaceId, sessionId);
  }

  @Delete(':sessionId')
  @HttpCode(204)
  @Allow('accounts:write')
  @ApiOperation({ summary: 'Cancel a connect session', description: 'Wipes what it holds; its links no longer work.' })
  @ApiUuidParam('sessionId', 'The connect session.')
  @ApiNoContentResponse({ description: 'Cancelled.' })
  @ApiProblems('session_not_open', 'session_expired')
  cancelConnectSession(
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('sessionId') sessionId: ConnectSessionId,
  ): Promise<void> {
    return this.cancel.execute(workspaceId, sessionId);
  }

  private async body(workspaceId: WorkspaceId, sessionId: ConnectSessionId): Promise<ConnectSessionBody> {
    return { ...(await this.read.execute(workspaceId, sessionId)), authorizationUrl: null };
  }
}
