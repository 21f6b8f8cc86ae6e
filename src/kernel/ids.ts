declare const brand: unique symbol;

/** A string that the compiler keeps apart from other strings; at run time it is a plain string. */
export type Branded<Name extends string> = string & { readonly [brand]: Name };

/** The product's own identifier of a workspace: 1 to 64 of `A-Z a-z 0-9 _ -`. */
export type WorkspaceId = Branded<'WorkspaceId'>;
/** UUIDv7 of a social account; stays the same across reconnects. */
export type AccountId = Branded<'AccountId'>;
/** UUIDv7 of a grant: what one person's authorization at one platform gave us. */
export type GrantId = Branded<'GrantId'>;
/** UUIDv7 of a connect session. */
export type ConnectSessionId = Branded<'ConnectSessionId'>;
/** UUIDv7 of an authorization whose person is not known yet. */
export type UnclaimedAuthorizationId = Branded<'UnclaimedAuthorizationId'>;
/** UUIDv7 of an API key. */
export type ApiKeyId = Branded<'ApiKeyId'>;
/** A platform's key in the registry, such as it stands in paths and bodies. */
export type PlatformKey = Branded<'PlatformKey'>;

/** Marks a string that was checked at the edge (or came from our own database) as an id. */
export function asId<Id extends Branded<string>>(value: string): Id {
  return value as Id;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a path segment can be one of our ids at all; anything else is answered as not found without a query. */
export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** Whether a string has the form of a workspace id. */
export function isWorkspaceId(value: string): value is WorkspaceId {
  return /^[A-Za-z0-9_-]{1,64}$/.test(value);
}
