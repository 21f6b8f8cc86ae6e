import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { WorkspaceId } from '../../../kernel/ids.js';
import { Allow } from '../../../runtime/http/access.js';
import { ApiWorkspaceParam } from '../../../runtime/http/openapi/api-responses.js';
import { ReadUsage } from '../../application/read-usage.js';
import { UsageDto } from './usage.dto.js';

@ApiTags('Workspaces')
@ApiWorkspaceParam()
@Controller('v1/workspaces/:workspaceId/usage')
export class UsageController {
  constructor(private readonly usage: ReadUsage) {}

  @Get()
  @Allow('accounts:read')
  @ApiOperation({ summary: 'Read the usage of a workspace', description: 'How many accounts it has, how many its plan holds and how many more fit.' })
  @ApiOkResponse({ type: UsageDto, description: 'The usage at this moment.' })
  getUsage(@Param('workspaceId') workspaceId: WorkspaceId): Promise<UsageDto> {
    return this.usage.execute(workspaceId);
  }
}
