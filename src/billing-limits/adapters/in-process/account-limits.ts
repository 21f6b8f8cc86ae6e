import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../../kernel/ids.js';
import { RequireRoom } from '../../application/require-room.js';
import { AccountLimits } from '../../ports/account-limits.js';

/** The limits, as the modules that connect accounts know them. */
@Injectable()
export class PlanAccountLimits extends AccountLimits {
  constructor(private readonly requireRoom: RequireRoom) {
    super();
  }

  override assertRoom(workspaceId: WorkspaceId, requested: number): Promise<void> {
    return this.requireRoom.execute({ workspaceId, requested });
  }
}
