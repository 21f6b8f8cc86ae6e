/** A column that holds ciphertexts, and where in its row the parts of their `SealContext` stand. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** `SealContext.purpose` of every value in it. */
  readonly purpose: string;
  /** Column of `SealContext.record`: the uuid by which the table's rows are told apart. */
  readonly record: string;
  /** Column of `SealContext.owner`. */
  readonly owner: string;
}
