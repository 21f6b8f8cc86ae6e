import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/caller.js';
import { Gatekeeper, type Admission } from '../../../kernel/ports/gatekeeper.js';
import type { Secret } from '../../../kernel/secret.js';
import { AdmitCaller } from '../../application/admit-caller.js';
import { IdentifyCaller } from '../../application/identify-caller.js';

/** The service's door, as the rest of the process knows it. */
@Injectable()
export class WorkspaceGatekeeper extends Gatekeeper {
  constructor(
    private readonly identifyCaller: IdentifyCaller,
    private readonly admitCaller: AdmitCaller,
  ) {
    super();
  }

  override identify(credential: Secret): Promise<Caller | null> {
    return this.identifyCaller.execute(credential);
  }

  override admit(caller: Caller, admission: Admission): Promise<void> {
    return this.admitCaller.execute({ caller, admission });
  }
}
