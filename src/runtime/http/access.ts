import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Caller, Permission } from '../../kernel/caller.js';

/** What a route declares about who may call it. A route that declares nothing answers nobody. */
export type RouteAccess =
  | { readonly kind: 'public' }
  | { readonly kind: 'permission'; readonly permission: Permission | 'any-credential'; readonly workspaceMustExist: boolean };

export const routeAccessKey = 'route-access';

function declare(access: RouteAccess): MethodDecorator & ClassDecorator {
  return SetMetadata(routeAccessKey, access);
}

/** Open to everybody; the route protects itself (one-time tokens, signatures) or has nothing to hide. */
export function Public(): MethodDecorator & ClassDecorator {
  return declare({ kind: 'public' });
}

/** For callers with this permission in the workspace that the path names. */
export function Allow(permission: Permission): MethodDecorator & ClassDecorator {
  return declare({ kind: 'permission', permission, workspaceMustExist: true });
}

/** Like `Allow`, where the workspace in the path may be about to be created. */
export function AllowBeforeExistence(permission: Permission): MethodDecorator & ClassDecorator {
  return declare({ kind: 'permission', permission, workspaceMustExist: false });
}

/** For everybody who presents a valid credential of any kind. */
export function AllowAnyCredential(): MethodDecorator & ClassDecorator {
  return declare({ kind: 'permission', permission: 'any-credential', workspaceMustExist: false });
}

/** The caller whom the guard let in. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return context.switchToHttp().getRequest<{ caller: Caller }>().caller;
});
