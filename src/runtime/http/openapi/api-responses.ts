import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiParam, ApiProperty, ApiResponse } from '@nestjs/swagger';

const pages = new Map<Type, Type>();

/** The list envelope of an item as a class of its own, so that it has a name in the document: `SocialAccountPage` for `SocialAccount`. */
export function pageOf(item: Type): Type {
  const known = pages.get(item);
  if (known !== undefined) return known;
  class Page {}
  Object.defineProperty(Page, 'name', { value: `${item.name.replace(/(Dto|Response)$/, '')}Page` });
  ApiProperty({ type: [item], description: 'The items of this page, in the order of the list.' })(Page.prototype, 'data');
  ApiProperty({
    type: String,
    nullable: true,
    description: 'Pass it as `cursor` to read on; `null` on the last page.',
    example: null,
  })(Page.prototype, 'nextCursor');
  pages.set(item, Page);
  return Page;
}

/** `200` with `{ data, nextCursor }`. The query parameters of the list come from its query class. */
export function ApiPage(item: Type, options: { readonly description: string }): MethodDecorator {
  const page = pageOf(item);
  return applyDecorators(
    ApiExtraModels(item, page),
    ApiResponse({ status: 200, description: options.description, type: page }),
  );
}

/** A path parameter that holds one of our ids. */
export function ApiUuidParam(name: string, description: string): MethodDecorator & ClassDecorator {
  return ApiParam({ name, description, schema: { type: 'string', format: 'uuid', example: '01932f6e-8f2a-7c3d-9a41-5b6c7d8e9f01' } });
}

/** The workspace in the path. */
export function ApiWorkspaceParam(): MethodDecorator & ClassDecorator {
  return ApiParam({
    name: 'workspaceId',
    description: 'Your own identifier of the workspace.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', example: 'demo' },
  });
}

/** For a `GET` that carries an `ETag` and answers `304` to a matching `If-None-Match`. Use beside the `200` response. */
export function ApiConditional(): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of what you have; answered by 304 when nothing has changed.',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 304, description: 'Nothing has changed since the given `ETag`.' }),
  );
}

/** An answer that a browser shows. */
export function ApiHtmlPage(status: number, description: string): MethodDecorator {
  return ApiResponse({
    status,
    description,
    content: {
      'text/html': { schema: { type: 'string' }, example: '<!doctype html><html lang="en"><title>Connect</title></html>' },
    },
  });
}

/** A redirect of the browser; `example` shows where it can lead. */
export function ApiRedirect(status: number, description: string, example: string): MethodDecorator {
  return ApiResponse({
    status,
    description,
    headers: { Location: { description: 'Where the browser goes.', schema: { type: 'string', format: 'uri' }, example } },
  });
}
