import { Injectable } from '@nestjs/common';

/** Whether the service still wants new work. Once it does not, readiness fails while what is in flight goes on. */
@Injectable()
export class Lifecycle {
  #draining = false;

  get draining(): boolean {
    return this.#draining;
  }

  drain(): void {
    this.#draining = true;
  }
}
