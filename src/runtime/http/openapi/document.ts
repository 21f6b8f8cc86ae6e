import type { INestApplication, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { routeAccessKey, type RouteAccess } from '../access.js';
import { problemCodesOf } from './api-problems.js';
import { completeDocument, type Declaration } from './complete-document.js';
import { apiDescription, apiTags } from './introduction.js';

export const apiVersion = '1.0.0';

/**
 * The OpenAPI document of an application, from its controllers alone: it is the same whatever the configuration,
 * so that the one that is served and the one that is checked in can be compared. Operation ids are the method names.
 */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Social Accounts')
    .setDescription(apiDescription)
    .setVersion(apiVersion)
    .addServer('/', 'This service')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      description: 'A service key (`sak_svc_…`), a workspace key (`sak_ws_…`) or a JWT of the product\'s identity provider.',
    }, 'bearer');
  for (const [name, description] of apiTags) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (_controller, method) => method,
    autoTagControllers: false,
  });
  return completeDocument(document, declarationsOf(app));
}

/** What each route handler declares, by its method name, which is its operation id. */
function declarationsOf(app: INestApplication): ReadonlyMap<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  for (const controller of controllersOf(app)) {
    for (const [name, handler] of handlersOf(controller)) {
      if (declarations.has(name)) throw new Error(`two route handlers are named ${name}; operation ids must be unique`);
      declarations.set(name, { access: accessOf(handler, controller), codes: problemCodesOf(handler) });
    }
  }
  return declarations;
}

function controllersOf(app: INestApplication): Type[] {
  const controllers = new Set<Type>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const wrapper of module.controllers.values()) controllers.add(wrapper.metatype as Type);
  }
  return [...controllers];
}

function handlersOf(controller: Type): [string, object][] {
  const prototype = controller.prototype as object;
  return Object.getOwnPropertyNames(prototype)
    .map((name): [string, unknown] => [name, Object.getOwnPropertyDescriptor(prototype, name)?.value])
    .filter((entry): entry is [string, object] => typeof entry[1] === 'function' && Reflect.hasMetadata('method', entry[1]));
}

function accessOf(handler: object, controller: Type): RouteAccess | null {
  const declared: unknown = Reflect.getMetadata(routeAccessKey, handler) ?? Reflect.getMetadata(routeAccessKey, controller);
  return (declared as RouteAccess | undefined) ?? null;
}
