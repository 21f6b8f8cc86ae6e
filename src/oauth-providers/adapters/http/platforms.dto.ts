import { ApiProperty } from '@nestjs/swagger';
import type { AccountType, AuthMethod, ConnectInput, Selection } from '../../ports/provider.js';
import type { RegisteredPlatform } from '../../ports/provider-registry.js';

const accountTypes: readonly AccountType[] = ['personal', 'page', 'organization', 'business', 'creator', 'channel'];
const authMethods: readonly AuthMethod[] = ['oauth', 'oauth_per_instance', 'app_password'];
const selectionKinds: readonly Selection['kind'][] = ['page', 'organization', 'instagram_account', 'channel'];

export class ConnectInputDto {
  @ApiProperty({ description: 'Name of the field in `inputs` when a connect session begins.', example: 'instanceUrl' })
  readonly name!: string;

  @ApiProperty({ description: 'What to write beside the field.', example: 'Instance URL' })
  readonly label!: string;

  @ApiProperty({ enum: ['text', 'password'], description: 'How to show it.', example: 'text' })
  readonly type!: ConnectInput['type'];

  @ApiProperty({ description: 'Whether it must be filled in.', example: true })
  readonly required!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'An example of a value.', example: 'https://mastodon.social' })
  readonly placeholder!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where the platform explains the value.', example: null })
  readonly helpUrl!: string | null;
}

export class SelectionDto {
  @ApiProperty({ enum: selectionKinds, description: 'What the person picks from after authorizing.', example: 'page' })
  readonly kind!: Selection['kind'];

  @ApiProperty({ description: 'Its name for people.', example: 'Page' })
  readonly label!: string;
}

export class PlatformDto {
  @ApiProperty({ description: 'Key of the platform, as in `platform` everywhere.', example: 'linkedin' })
  readonly platform!: string;

  @ApiProperty({ description: 'Name for people.', example: 'LinkedIn' })
  readonly label!: string;

  @ApiProperty({ description: 'The network it belongs to; two platforms can share one.', example: 'linkedin' })
  readonly network!: string;

  @ApiProperty({ enum: accountTypes, isArray: true, description: 'What kinds of accounts can be connected.', example: ['personal'] })
  readonly accountTypes!: readonly AccountType[];

  @ApiProperty({ enum: authMethods, description: 'How a person proves who they are.', example: 'oauth' })
  readonly authMethod!: AuthMethod;

  @ApiProperty({ description: 'Whether accounts can be connected now.', example: true })
  readonly available!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why not, when it is not available.', example: null })
  readonly unavailableReason!: string | null;

  @ApiProperty({ type: [ConnectInputDto], description: 'The fields of the connect form; empty when nothing must be asked.', example: [] })
  readonly inputs!: readonly ConnectInputDto[];

  @ApiProperty({
    type: SelectionDto,
    nullable: true,
    description: 'What the person picks from after authorizing; `null` where the profile itself is connected.',
    example: null,
  })
  readonly selection!: SelectionDto | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The redirect URI to register at the platform, exactly; `null` where there is none.',
    example: 'https://accounts.acme.test/v1/oauth/linkedin/callback',
  })
  readonly redirectUri!: string | null;

  @ApiProperty({ type: [String], description: 'The scopes that are asked for.', example: ['openid', 'profile', 'w_member_social'] })
  readonly scopes!: readonly string[];

  static of({ facts, unavailableReason }: RegisteredPlatform): PlatformDto {
    return {
      platform: facts.platform,
      label: facts.label,
      network: facts.network,
      accountTypes: facts.accountTypes,
      authMethod: facts.authMethod,
      available: unavailableReason === null,
      unavailableReason,
      inputs: facts.inputs,
      selection: facts.selection,
      redirectUri: facts.redirectUri,
      scopes: facts.scopes,
    };
  }
}
