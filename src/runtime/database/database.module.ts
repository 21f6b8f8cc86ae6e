import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Transaction } from '../../kernel/ports/transaction.js';
import { dataSourceOptions, type DatabaseSettings } from './data-source.js';
import { Database } from './database.js';
import { Migrator } from './migrator.js';

/** Gives every module `Database`, `Transaction` and `Migrator`; opens the connections at boot and closes them at shutdown. */
@Module({})
export class DatabaseModule {
  static register(settings: DatabaseSettings): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(settings), retryAttempts: 5, retryDelay: 1_000 })],
      providers: [Database, { provide: Transaction, useExisting: Database }, Migrator],
      exports: [Database, Transaction, Migrator],
    };
  }
}
