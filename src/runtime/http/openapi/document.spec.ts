import { Body, Controller, Delete, Get, HttpCode, Module, Param, Patch, Query, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { describe, expect, it } from '@jest/globals';
import { Allow, AllowAnyCredential, Public } from '../access.js';
import { PageQuery } from '../page-query.js';
import { ApiProblems } from './api-problems.js';
import { ApiConditional, ApiPage, ApiUuidParam } from './api-responses.js';
import { buildDocument } from './document.js';
import type { OpenApiDocument, OpenApiOperation } from './openapi-types.js';

class LeafDto {
  @ApiProperty({ type: String, description: 'The colour.', example: 'green' })
  colour!: string;
}

class TreeDto {
  @ApiProperty({ type: String, description: 'The name.', example: 'oak' })
  name!: string;

  @ApiProperty({ type: () => [LeafDto], description: 'The leaves.' })
  leaves!: LeafDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Who planted it.', example: null })
  plantedBy!: string | null;
}

class ChangeTreeDto {
  @ApiProperty({ type: String, description: 'The new name.', example: 'elm' })
  name!: string;
}

@ApiTags('Trees')
@Controller('trees')
class TreesController {
  @Get()
  @Allow('accounts:read')
  @ApiOperation({ summary: 'List trees', description: 'All of them.' })
  @ApiPage(TreeDto, { description: 'The trees.' })
  @ApiConditional()
  listTrees(@Query() _query: PageQuery): object {
    return {};
  }

  @Patch(':treeId')
  @Allow('accounts:write')
  @ApiOperation({ summary: 'Change a tree', description: 'Renames it.' })
  @ApiUuidParam('treeId', 'The tree.')
  @ApiOkResponse({ type: TreeDto, description: 'The tree.' })
  @ApiProblems('precondition_failed', 'wrong_account')
  changeTree(@Param('treeId') _id: string, @Body() _body: ChangeTreeDto): object {
    return {};
  }

  @Delete()
  @AllowAnyCredential()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'Gone.' })
  fellTrees(): void {
    return undefined;
  }

  @Get('shade')
  @Public()
  @ApiNoContentResponse({ description: 'There is shade.' })
  seekShade(): void {
    return undefined;
  }
}

@Controller('bushes')
class BushesController {
  @Get()
  @Public()
  listTrees(): object {
    return {};
  }
}

async function documentOf(...controllers: Type[]): Promise<OpenApiDocument> {
  @Module({ controllers })
  class TestModule {}
  const app = await NestFactory.create<NestFastifyApplication>(TestModule, new FastifyAdapter(), { logger: false, preview: true });
  return buildDocument(app) as unknown as OpenApiDocument;
}

async function operation(id: string): Promise<OpenApiOperation> {
  const document = await documentOf(TreesController);
  const all = Object.values(document.paths).flatMap((item) => Object.values(item));
  const found = all.find((each) => each.operationId === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
}

const codesIn = (response: OpenApiOperation['responses'][string] | undefined): string[] =>
  Object.keys(response?.content?.['application/problem+json']?.examples ?? {});

describe('buildDocument', () => {
  it('any application › is OpenAPI 3.1 with the bearer scheme', async () => {
    const document = await documentOf(TreesController);

    expect(document.openapi).toBe('3.1.0');
    expect(document.components['securitySchemes']).toHaveProperty('bearer.scheme', 'bearer');
  });

  it('two handlers of one name › throws, since operation ids would clash', async () => {
    await expect(documentOf(TreesController, BushesController)).rejects.toThrow('listTrees');
  });

  it('a route with a permission › asks for the bearer and names the permission', async () => {
    const { security, description } = await operation('changeTree');

    expect(security).toEqual([{ bearer: [] }]);
    expect(description).toContain('`accounts:write`');
  });

  it('a public route › asks for nothing and can give no 401', async () => {
    const { security, responses } = await operation('seekShade');

    expect(security).toEqual([]);
    expect(Object.keys(responses)).toEqual(['204', '500']);
  });

  it('a route for any credential › can give 401, 429, 500 and 503 but no 403', async () => {
    const { responses } = await operation('fellTrees');

    expect(Object.keys(responses)).toEqual(['204', '401', '429', '500', '503']);
    expect(responses['503']?.content?.['application/problem+json']?.examples).toEqual({
      identity_provider: {
        summary: expect.any(String),
        value: expect.objectContaining({ code: 'platform_unavailable', status: 503, detail: expect.stringContaining('identity provider') }),
      },
    });
  });

  it('a body and declared codes › one response per status with an example per code', async () => {
    const { responses } = await operation('changeTree');

    expect(codesIn(responses['422'])).toEqual(['validation_failed', 'wrong_account']);
    expect(codesIn(responses['412'])).toEqual(['precondition_failed']);
    expect(codesIn(responses['404'])).toEqual(['not_found']);
    expect(codesIn(responses['400'])).toEqual(['malformed_request']);
  });

  it('a problem of a route with an id › is shown at that path', async () => {
    const { responses } = await operation('changeTree');
    const example = responses['404']?.content?.['application/problem+json']?.examples?.['not_found']?.value;

    expect(example).toHaveProperty('instance', '/trees/01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01');
  });

  it('a page of a DTO › names the envelope after it and puts an example together', async () => {
    const { responses } = await operation('listTrees');

    expect(responses['200']?.content?.['application/json']).toEqual({
      schema: { $ref: '#/components/schemas/TreePage' },
      example: { data: [{ name: 'oak', leaves: [{ colour: 'green' }], plantedBy: null }], nextCursor: null },
    });
  });

  it('a conditional read › carries the entity tag with 200 and with 304', async () => {
    const { responses } = await operation('listTrees');

    expect(responses['200']?.headers).toHaveProperty('ETag');
    expect(responses['304']?.headers).toHaveProperty('ETag');
    expect(responses['401']?.headers).not.toHaveProperty('ETag');
  });

  it('a request body › refuses unknown fields, an answer does not', async () => {
    const { components } = await documentOf(TreesController);

    expect(components.schemas['ChangeTree']).toHaveProperty('additionalProperties', false);
    expect(components.schemas['Tree']).not.toHaveProperty('additionalProperties');
  });

  it('a nullable property › is a type of two, as JSON Schema has it', async () => {
    const { components } = await documentOf(TreesController);

    expect(components.schemas['Tree']).toHaveProperty('properties.plantedBy.type', ['string', 'null']);
  });
});
