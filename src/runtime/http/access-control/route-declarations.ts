import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { routeAccessKey } from '../access.js';

/** Refuses to start while a route does not say who may call it. */
@Injectable()
export class RouteDeclarations implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  onModuleInit(): void {
    const silent = this.discovery.getControllers().flatMap(({ metatype }) => (metatype === null ? [] : this.#undeclared(metatype)));
    if (silent.length > 0) throw new Error(`These routes do not declare who may call them: ${silent.join(', ')}`);
  }

  #undeclared(controller: object): readonly string[] {
    const { prototype, name } = controller as { prototype: Record<string, object>; name: string };
    if (Reflect.hasMetadata(routeAccessKey, controller)) return [];
    return this.scanner
      .getAllMethodNames(prototype)
      .filter((method) => isUndeclaredRoute(prototype[method]))
      .map((method) => `${name}.${method}`);
  }
}

function isUndeclaredRoute(handler: object | undefined): boolean {
  return handler !== undefined && Reflect.hasMetadata(PATH_METADATA, handler) && !Reflect.hasMetadata(routeAccessKey, handler);
}
