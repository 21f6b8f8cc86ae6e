/**
 * Makes several writes one. Repositories called inside `work` take part by themselves.
 * Inside a running transaction `run` joins it instead of opening another.
 */
export abstract class Transaction {
  /**
   * Commits when `work` resolves; rolls back and rethrows when it throws. A transaction that the database ended in favour of
   * another is begun anew, so `work` does nothing that a rollback leaves standing: no outside call, no message.
   */
  abstract run<T>(work: () => Promise<T>): Promise<T>;
}
