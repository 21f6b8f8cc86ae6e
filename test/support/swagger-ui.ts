import type { Locator, Page } from 'playwright-core';

/** What Swagger UI shows of the answer to a call. */
export interface ShownAnswer {
  readonly status: number;
  /** The text of the body as it is shown; empty when the answer has none. */
  readonly text: string;
}

/** Swagger UI as a person uses it: with a key, and one operation after the other. */
export class SwaggerUi {
  constructor(private readonly page: Page) {}

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/docs`);
    await this.page.locator('.opblock').first().waitFor();
  }

  async authorize(key: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Authorize' }).first().click();
    await this.page.locator('.auth-container input').fill(key);
    await this.page.locator('.auth-container button[type=submit]').click();
    await this.page.locator('.modal-ux .btn-done').click();
  }

  /** Unfolds an operation, ready to be filled in: every operation can be tried at once. */
  async unfold(operationId: string): Promise<Operation> {
    const block = this.page.locator(`.opblock[id$="-${operationId}"]`);
    await block.locator('.opblock-summary-control').click();
    await block.locator('.execute').waitFor();
    return new Operation(block);
  }

  /** Executes an operation with these parameters, and everything else as it stands; folds it again. */
  async execute(operationId: string, parameters: Readonly<Record<string, string>> = {}): Promise<ShownAnswer> {
    const operation = await this.unfold(operationId);
    for (const [name, value] of Object.entries(parameters)) await operation.field(name).fill(value);
    return operation.execute();
  }
}

/** One unfolded operation. */
export class Operation {
  constructor(private readonly block: Locator) {}

  field(parameter: string): Locator {
    return this.block.locator(`tr[data-param-name="${parameter}"] input`);
  }

  get body(): Locator {
    return this.block.locator('textarea.body-param__text');
  }

  /** What stands in the body's editor, as JSON. */
  async bodyValue(): Promise<Readonly<Record<string, unknown>>> {
    return JSON.parse(await this.body.inputValue()) as Readonly<Record<string, unknown>>;
  }

  async execute(): Promise<ShownAnswer> {
    await this.block.locator('.execute').click();
    const answer = this.block.locator('.live-responses-table tbody > tr').first();
    const status = await answer.locator('.response-col_status').innerText();
    const body = answer.locator('h5:text-is("Response body") + div pre');
    const text = (await body.count()) === 0 ? '' : await body.innerText();
    await this.block.locator('.opblock-summary-control').click();
    return { status: Number.parseInt(status, 10), text };
  }
}
