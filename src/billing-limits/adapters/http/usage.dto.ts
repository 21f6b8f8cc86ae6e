import { ApiProperty } from '@nestjs/swagger';
import type { Usage } from '../../application/read-usage.js';
import { planCatalogue, type BillingMode, type PlanKey } from '../../domain/plan-catalogue.js';

const planKeys = planCatalogue.map((entry) => entry.plan);

export class UsageDto implements Usage {
  @ApiProperty({ type: String, enum: [...planKeys, null], nullable: true, description: 'The plan, or `null` when there is none.', example: 'starter' })
  plan!: PlanKey | null;

  @ApiProperty({ type: String, enum: ['self_hosted', 'cloud'], description: '`cloud`: caps hold; `self_hosted`: none does.', example: 'cloud' })
  billingMode!: BillingMode;

  @ApiProperty({ type: 'integer', description: 'Every account counts, inactive and broken ones too; disconnected ones do not.', example: 3 })
  connectedAccounts!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'How many the plan holds; `null`: no cap.', example: 5 })
  limit!: number | null;

  @ApiProperty({
    type: 'integer',
    minimum: 0,
    nullable: true,
    description: 'How many more can be connected; 0 also after a downgrade below what is connected; `null`: no cap.',
    example: 2,
  })
  remaining!: number | null;
}
