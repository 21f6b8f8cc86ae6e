import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { WorkspaceId } from '../../../kernel/ids.js';
import { Allow, AllowBeforeExistence } from '../../../runtime/http/access.js';
import { ApiWorkspaceParam } from '../../../runtime/http/openapi/api-responses.js';
import { PutWorkspace } from '../../application/put-workspace.js';
import { ReadWorkspace } from '../../application/read-workspace.js';
import { RemoveWorkspace } from '../../application/remove-workspace.js';
import { PutWorkspaceDto, WorkspaceDto } from './workspace.dto.js';

/** The part of the reply that a handler sets when the status depends on what happened. */
interface StatusReply {
  status(code: number): unknown;
}

@ApiTags('Workspaces')
@ApiWorkspaceParam()
@Controller('v1/workspaces/:workspaceId')
export class WorkspacesController {
  constructor(
    private readonly put: PutWorkspace,
    private readonly read: ReadWorkspace,
    private readonly remove: RemoveWorkspace,
  ) {}

  @Put()
  @AllowBeforeExistence('workspaces:manage')
  @ApiOperation({
    summary: 'Create or replace a workspace',
    description: 'For your backend: tells of a workspace, its plan and its owner. A lower plan disconnects nothing; it only lets nothing new connect.',
  })
  @ApiCreatedResponse({ type: WorkspaceDto, description: 'The workspace is new.' })
  @ApiOkResponse({ type: WorkspaceDto, description: 'The workspace was there and says now what the body says.' })
  async putWorkspace(
    @Param('workspaceId') id: WorkspaceId,
    @Body() body: PutWorkspaceDto,
    @Res({ passthrough: true }) reply: StatusReply,
  ): Promise<WorkspaceDto> {
    const { workspace, created } = await this.put.execute({ id, profile: PutWorkspaceDto.toProfile(body) });
    reply.status(created ? 201 : 200);
    return WorkspaceDto.from(workspace);
  }

  @Get()
  @Allow('accounts:read')
  @ApiOperation({ summary: 'Read a workspace', description: 'Its plan and its owner.' })
  @ApiOkResponse({ type: WorkspaceDto, description: 'The workspace.' })
  async getWorkspace(@Param('workspaceId') id: WorkspaceId): Promise<WorkspaceDto> {
    return WorkspaceDto.from(await this.read.execute(id));
  }

  @Delete()
  @Allow('workspaces:manage')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete a workspace',
    description: 'Wipes every token, account, key, session and history row of it. Nothing is revoked at the platforms.',
  })
  @ApiNoContentResponse({ description: 'Nothing of it is left.' })
  async deleteWorkspace(@Param('workspaceId') id: WorkspaceId): Promise<void> {
    await this.remove.execute(id);
  }
}
