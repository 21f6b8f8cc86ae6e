import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Caller } from '../../../kernel/caller.js';
import type { AccountId, WorkspaceId } from '../../../kernel/ids.js';
import { Allow, CurrentCaller } from '../../../runtime/http/access.js';
import { IdParam } from '../../../runtime/http/id-param.js';
import { ApiProblems } from '../../../runtime/http/openapi/api-problems.js';
import { ApiUuidParam, ApiWorkspaceParam } from '../../../runtime/http/openapi/api-responses.js';
import { CheckAccount, type CheckResult } from '../../application/check-account.js';

@ApiTags('Social accounts')
@ApiWorkspaceParam()
@Controller('v1/workspaces/:workspaceId/social-accounts/:accountId/check')
export class CheckAccountController {
  constructor(private readonly check: CheckAccount) {}

  @Post()
  @HttpCode(200)
  @Allow('accounts:write')
  @ApiOperation({
    summary: 'Verify an account now',
    description: 'Asks the platform. `inconclusive`: it could not be asked, and nothing changed.',
  })
  @ApiUuidParam('accountId', 'The social account.')
  @ApiOkResponse({
    description: 'What the check found, and the account as it is now.',
    schema: {
      type: 'object',
      required: ['verdict', 'account'],
      properties: {
        verdict: { type: 'string', enum: ['healthy', 'broken', 'inconclusive'], description: 'What the check found.', example: 'healthy' },
        account: { $ref: getSchemaPath('SocialAccount') },
      },
    },
  })
  @ApiProblems('platform_not_configured')
  checkSocialAccount(
    @CurrentCaller() caller: Caller,
    @Param('workspaceId') workspaceId: WorkspaceId,
    @IdParam('accountId') accountId: AccountId,
  ): Promise<CheckResult> {
    return this.check.execute({ caller, workspaceId, accountId });
  }
}
