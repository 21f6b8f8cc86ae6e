import { Body, Controller, Get, Header, Module, Param, Post, Query, Req } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsEmail, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../src/kernel/domain-error.js';
import type { ErrorCode } from '../../src/kernel/error-code.js';
import { Logger } from '../../src/kernel/ports/logger.js';
import { Secret } from '../../src/kernel/secret.js';
import { Allow, AllowAnyCredential, Public } from '../../src/runtime/http/access.js';

class OwnerDto {
  @IsString()
  name!: string;

  @IsEmail()
  email!: string;
}

class ThingDto {
  @IsString()
  name!: string;

  @ValidateNested()
  @Type(() => OwnerDto)
  owner!: OwnerDto;
}

class ThingQuery {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  limit?: number;
}

/** Requests that wait inside their handler until the test lets them go. */
export class Gate {
  #open: () => void = () => undefined;
  #entered: () => void = () => undefined;
  readonly opened = new Promise<void>((resolve) => (this.#open = resolve));
  readonly entered = new Promise<void>((resolve) => (this.#entered = resolve));

  open(): void {
    this.#open();
  }

  enter(): void {
    this.#entered();
  }
}

/** Routes that do whatever a test of the plumbing needs. */
@Controller('v1/probe')
export class ProbeController {
  constructor(
    private readonly logger: Logger,
    private readonly gate: Gate,
  ) {}

  @Post('things')
  @Public()
  createThing(@Body() body: ThingDto): object {
    return { received: body };
  }

  @Get('things')
  @Public()
  listThings(@Query() query: ThingQuery): object {
    return { query };
  }

  @Get('own-headers')
  @Public()
  @Header('Cache-Control', 'private, max-age=60')
  readOwnHeaders(): object {
    return {};
  }

  @Get('problems/:code')
  @Public()
  readProblem(@Param('code') code: ErrorCode): never {
    throw new DomainError(code, 'As asked.', { retryAfterSeconds: 7, members: { plan: 'starter' } });
  }

  @Get('crash')
  @Public()
  crash(): never {
    throw Object.assign(new Error('planted-internal SELECT secret FROM x'), { statusCode: 404, code: '23505' });
  }

  @Post('log')
  @Public()
  async writeLog(@Body() body: ThingDto): Promise<object> {
    await Promise.resolve();
    this.logger.info('probe.log', { name: body.name, token: 'planted-token', held: Secret.of('planted-secret') });
    return {};
  }

  @Get('slow')
  @Public()
  async waitForGate(): Promise<object> {
    this.gate.enter();
    await this.gate.opened;
    return { waited: true };
  }

  @Get('address')
  @Public()
  readAddress(@Req() request: FastifyRequest): object {
    return { address: request.ip };
  }

  @Get('anybody')
  @AllowAnyCredential()
  greet(): object {
    return { hello: true };
  }

  @Get('workspaces/:workspaceId/accounts')
  @Allow('accounts:write')
  touchWorkspace(@Req() request: FastifyRequest): object {
    return { caller: request.caller?.kind };
  }
}

@Module({ controllers: [ProbeController], providers: [Gate] })
export class ProbeModule {}

@Controller('v1/undeclared')
class UndeclaredController {
  @Get()
  readUndeclared(): object {
    return {};
  }
}

/** Holds a route that forgot to say who may call it. */
@Module({ controllers: [UndeclaredController] })
export class UndeclaredModule {}
