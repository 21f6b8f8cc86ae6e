import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { notFound } from '../../../kernel/domain-error.js';
import { AllowAnyCredential } from '../../../runtime/http/access.js';
import { ApiPage } from '../../../runtime/http/openapi/api-responses.js';
import type { PageBody } from '../../../runtime/http/page-query.js';
import { ProviderRegistry } from '../../ports/provider-registry.js';
import { PlatformDto } from './platforms.dto.js';

/** The catalogue: what can be connected here, and what a connect form needs for it. */
@ApiTags('Platforms')
@Controller('v1/platforms')
export class PlatformsController {
  constructor(private readonly registry: ProviderRegistry) {}

  @Get()
  @AllowAnyCredential()
  @ApiOperation({
    summary: 'List the platforms',
    description: 'All of them at once, with what a connect form needs. One whose app credentials are not configured is listed with a reason.',
  })
  @ApiPage(PlatformDto, { description: 'Every platform of this release.' })
  listPlatforms(): PageBody<PlatformDto> {
    return { data: this.registry.list().map((platform) => PlatformDto.of(platform)), nextCursor: null };
  }

  @Get(':platform')
  @AllowAnyCredential()
  @ApiOperation({ summary: 'Read one platform' })
  @ApiParam({ name: 'platform', description: 'Key of the platform.', example: 'linkedin' })
  @ApiOkResponse({ type: PlatformDto, description: 'The platform.' })
  getPlatform(@Param('platform') platform: string): PlatformDto {
    const found = this.registry.find(platform);
    if (found === null) throw notFound();
    return PlatformDto.of(found);
  }
}
