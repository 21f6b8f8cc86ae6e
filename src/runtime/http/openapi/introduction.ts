/** The text at the head of the document. */
export const apiDescription = `Connects people's social media accounts, keeps the connections alive and says honestly when one is broken.

**Calling.** Send \`Authorization: Bearer …\` with a service key (everything), a workspace key (one workspace, within its scopes)
or a JWT of the product's identity provider (owner and admin manage accounts, member and viewer read). In this page: *Authorize*, paste
the key, and try any call.

**Connecting.** \`beginConnectSession\` answers an \`authorizationUrl\`; send the person's browser there. It comes back to your
\`returnUrl\` with \`connect_session\` and \`connect_code\`, with which you list the candidates and complete. To try it from this page, execute
\`beginConnectSession\` as it stands and open its \`authorizationUrl\` in another tab: the \`returnUrl\` of the example is a page of this service
that shows the code.

**Lists** answer \`{ data, nextCursor }\`; pass \`nextCursor\` as \`cursor\` until it is \`null\`.

**Errors** are \`application/problem+json\` (RFC 9457). Branch on \`code\`; every code is explained at [/docs/errors](/docs/errors).

**Times** are RFC 3339 in UTC with milliseconds. Unknown body fields are refused.`;

/** The tags in the order in which they are shown. */
export const apiTags: readonly (readonly [name: string, description: string])[] = [
  ['Platforms', 'What can be connected, and what a connect form needs.'],
  ['Workspaces', 'The tenants: their plan, owner and usage.'],
  ['API keys', 'Keys of a workspace\'s scripts and integrations.'],
  ['Connect sessions', 'One attempt to connect, from its beginning to its completion.'],
  ['Social accounts', 'What is connected, and whether it works.'],
  ['Browser', 'Opened by the person\'s browser; protected by one-time tokens, not by a bearer.'],
  ['Operations', 'For those who run the service.'],
];
