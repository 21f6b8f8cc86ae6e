import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/access.js';
import { ReadinessCheck, type CheckResult } from './readiness.js';

const results: readonly CheckResult[] = ['ok', 'failed', 'unknown'];

class LivenessDto {
  @ApiProperty({ enum: ['ok'], description: 'The process runs and answers.', example: 'ok' })
  status!: 'ok';
}

class ReadinessChecksDto {
  @ApiProperty({ enum: results, description: 'Whether the database answers within two seconds.', example: 'ok' })
  database!: CheckResult;

  @ApiProperty({ enum: results, description: 'Whether the schema is that of this release.', example: 'ok' })
  migrations!: CheckResult;

  @ApiProperty({ enum: results, description: 'Whether the sealing keys open what was encrypted in this database.', example: 'ok' })
  sealingKeys!: CheckResult;

  @ApiProperty({ enum: results, description: 'Fails once the service is shutting down.', example: 'ok' })
  accepting!: CheckResult;
}

class ReadinessDto {
  @ApiProperty({ enum: ['ready', 'not_ready'], description: 'Whether this process should be sent requests.', example: 'ready' })
  status!: 'ready' | 'not_ready';

  @ApiProperty({ type: ReadinessChecksDto, description: 'Each check by itself.' })
  checks!: ReadinessChecksDto;
}

/** The part of the reply that is used. */
interface StatusReply {
  status(code: number): unknown;
}

@ApiTags('Operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessCheck) {}

  @Get('live')
  @ApiOperation({ summary: 'Is the process alive', description: 'For whoever restarts a process that hangs. Asks nobody else.' })
  @ApiOkResponse({ type: LivenessDto, description: 'It is.' })
  readLiveness(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Is the process ready', description: 'For whoever spreads requests over processes.' })
  @ApiOkResponse({ type: ReadinessDto, description: 'Send requests.' })
  @ApiServiceUnavailableResponse({ type: ReadinessDto, description: 'Send no requests; the checks say why.' })
  async readReadiness(@Res({ passthrough: true }) reply: StatusReply): Promise<ReadinessDto> {
    const { ready, checks } = await this.readiness.look();
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not_ready', checks };
  }
}
