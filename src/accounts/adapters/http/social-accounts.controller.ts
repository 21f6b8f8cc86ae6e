import { Body, Controller, Delete, Get, Param, Patch, Query, Res, UseInterceptors } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../../../kernel/caller.js';
import type { AccountId, WorkspaceId } from '../../../kernel/ids.js';
import { Allow, CurrentCaller } from '../../../runtime/http/access.js';
import { EtagInterceptor } from '../../../runtime/http/etag.interceptor.js';
import { IdParam } from '../../../runtime/http/id-param.js';
import { ApiConditional, ApiPage, ApiUuidParam, ApiWorkspaceParam } from '../../../runtime/http/openapi/api-responses.js';
import { PageQuery, pageBody, readPage, type PageBody } from '../../../runtime/http/page-query.js';
import { ChangeSocialAccount } from '../../application/change-social-account.js';
import { DisconnectSocialAccount } from '../../application/disconnect-social-account.js';
import { ListAccountHistory, ListSocialAccounts, ReadSocialAccount } from '../../application/read-social-accounts.js';
import { RevokeAuthorization, type Revocation } from '../../application/revoke-authorization.js';
import type { AccountHistoryView, SocialAccountView } from '../../ports/social-account-view.js';
import {
  AccountHistoryEntryDto,
  ChangeSocialAccountBody,
  DisconnectSocialAccountQuery,
  ListSocialAccountsQuery,
  RevocationDto,
  SocialAccountDto,
} from './social-account.dto.js';

@ApiTags('Social accounts')
@ApiWorkspaceParam()
@Controller('v1/workspaces/:workspaceId/social-accounts')
export class SocialAccountsController {
  constructor(
    private readonly list: ListSocialAccounts,
    private readonly read: ReadSocialAccount,
    private readonly change: ChangeSocialAccount,
    private readonly disconnect: DisconnectSocialAccount,
    private readonly revoke: RevokeAuthorization,
    private readonly history: ListAccountHistory,
  ) {}

  @Get()
  @Allow('accounts:read')
  @UseInterceptors(EtagInterceptor)
  @ApiOperation({ summary: 'List the connected accounts', description: 'By platform, display name and id.' })
  @ApiPage(SocialAccountDto, { description: 'A page of accounts.' })
  @ApiConditional()
  async listSocialAccounts(
    @Param('workspaceId') workspaceId: WorkspaceId,
    @Query() query: ListSocialAccountsQuery,
  ): Promise<PageBody<SocialAccountView>> {
    const filter = { platform: query.platform ?? null, status: query.status ?? null, isActive: query.isActive ?? null };
    return pageBody(await this.list.execute(workspaceId, filter, readPage(query, ['text', 'text', 'uuid'])));
  }

  @Get(':accountId')
  @Allow('accounts:read')
  @UseInterceptors(EtagInterceptor)
  @ApiOperation({ summary: 'Read one account' })
  @ApiUuidParam('accountId', 'The social account.')
  @ApiOkResponse({ type: SocialAccountDto, description: 'The account.' })
  @ApiConditional()
  getSocialAccount(@Param('workspaceId') workspaceId: WorkspaceId, @IdParam('accountId') accountId: AccountId): Promise<SocialAccountView> {
    return this.read.execute(workspaceId, accountId);
  }

  @Patch(':accountId')
  @Allow('accounts:write')
  @ApiOperation({
    summary: 'Activate or deactivate an account',
    description: 'An inactive account is left out of new posts. Posts that were scheduled before still go out.',
  })
  @ApiUuidParam('accountId', 'The social account.')
  @ApiOkResponse({ type: SocialAccountDto, description: 'The account as it is now.' })
  async changeSocialAccount(
    @CurrentCaller() caller: Caller,
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('accountId') accountId: AccountId,
    @Body() body: ChangeSocialAccountBody,
  ): Promise<SocialAccountView> {
    await this.change.execute({ caller, workspaceId, accountId, isActive: body.isActive });
    return this.read.execute(workspaceId, accountId);
  }

  @Delete(':accountId')
  @Allow('accounts:write')
  @ApiOperation({
    summary: 'Disconnect an account',
    description:
      'Takes the account out of the workspace and wipes its tokens. Nothing is said to the platform, unless `revoke=true` asks to give ' +
      'the authorization back too; the answer then says what came of that. The same identity gets the same id when it is connected again.',
  })
  @ApiUuidParam('accountId', 'The social account.')
  @ApiOkResponse({ type: RevocationDto, description: 'Disconnected; with `revoke=true`: whether the authorization was given back.' })
  @ApiNoContentResponse({ description: 'Disconnected.' })
  async disconnectSocialAccount(
    @CurrentCaller() caller: Caller,
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('accountId') accountId: AccountId,
    @Query() query: DisconnectSocialAccountQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Revocation | undefined> {
    const input = { caller, workspaceId, accountId };
    const revocation = query.revoke === true ? await this.revoke.execute(input) : await this.disconnect.execute(input);
    void reply.status(query.revoke === true ? 200 : 204);
    return revocation ?? undefined;
  }

  @Get(':accountId/history')
  @Allow('accounts:read')
  @ApiOperation({ summary: 'Read the history of an account', description: 'Who did what, when, and why its status changed. Newest first.' })
  @ApiUuidParam('accountId', 'The social account.')
  @ApiPage(AccountHistoryEntryDto, { description: 'A page of its history.' })
  async listSocialAccountHistory(
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('accountId') accountId: AccountId,
    @Query() query: PageQuery,
  ): Promise<PageBody<AccountHistoryView>> {
    return pageBody(await this.history.execute(workspaceId, accountId, readPage(query, ['uuid'])));
  }
}
