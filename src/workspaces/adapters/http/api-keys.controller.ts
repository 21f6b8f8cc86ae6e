import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Caller } from '../../../kernel/caller.js';
import type { ApiKeyId, WorkspaceId } from '../../../kernel/ids.js';
import { Allow, CurrentCaller } from '../../../runtime/http/access.js';
import { IdParam } from '../../../runtime/http/id-param.js';
import { ApiPage, ApiUuidParam, ApiWorkspaceParam } from '../../../runtime/http/openapi/api-responses.js';
import { PageQuery, pageBody, readPage, type PageBody } from '../../../runtime/http/page-query.js';
import { ListWorkspaceKeys } from '../../application/list-workspace-keys.js';
import { MintWorkspaceKey } from '../../application/mint-workspace-key.js';
import { RevokeWorkspaceKey } from '../../application/revoke-workspace-key.js';
import { ApiKeyDto, MintApiKeyDto, MintedApiKeyDto } from './api-key.dto.js';

@ApiTags('API keys')
@ApiWorkspaceParam()
@Controller('v1/workspaces/:workspaceId/api-keys')
export class ApiKeysController {
  constructor(
    private readonly mint: MintWorkspaceKey,
    private readonly list: ListWorkspaceKeys,
    private readonly revoke: RevokeWorkspaceKey,
  ) {}

  @Post()
  @Allow('workspaces:manage')
  @ApiOperation({
    summary: 'Mint an API key',
    description: 'For your backend: makes a key for a script or integration of this workspace. The key is shown in this answer and never again.',
  })
  @ApiCreatedResponse({ type: MintedApiKeyDto, description: 'The key.' })
  async mintApiKey(
    @Param('workspaceId') workspaceId: WorkspaceId,
    @Body() body: MintApiKeyDto,
    @CurrentCaller() caller: Caller,
  ): Promise<MintedApiKeyDto> {
    const scopes = body.scopes ?? ['accounts:read'];
    const { key, text } = await this.mint.execute({ workspaceId, name: body.name ?? null, scopes, caller });
    return MintedApiKeyDto.of(key, text);
  }

  @Get()
  @Allow('keys:manage')
  @ApiOperation({ summary: 'List API keys', description: 'The keys of this workspace that work, newest first. The keys themselves are not shown.' })
  @ApiPage(ApiKeyDto, { description: 'The keys.' })
  async listApiKeys(@Param('workspaceId') workspaceId: WorkspaceId, @Query() query: PageQuery): Promise<PageBody<ApiKeyDto>> {
    const page = await this.list.execute({ workspaceId, page: readPage(query, ['uuid']) });
    return pageBody({ data: page.data.map((key) => ApiKeyDto.from(key)), nextPosition: page.nextPosition });
  }

  @Delete(':keyId')
  @Allow('keys:manage')
  @HttpCode(204)
  @ApiUuidParam('keyId', 'The key.')
  @ApiOperation({ summary: 'Revoke an API key', description: 'The next request with it is refused. A key that was revoked already is not found.' })
  @ApiNoContentResponse({ description: 'The key works no more.' })
  async revokeApiKey(@Param('workspaceId') workspaceId: WorkspaceId, @IdParam('keyId') keyId: ApiKeyId): Promise<void> {
    await this.revoke.execute({ workspaceId, keyId });
  }
}
