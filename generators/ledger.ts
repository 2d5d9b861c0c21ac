/**
 * Books of several companies in one database: accounts numbered within each book, transactions by day,
 * entries with composite keys that debit and credit accounts of the same book, and monthly statements.
 */
import {
  defineTable,
  derived,
  lognormal,
  mixture,
  normal,
  nullable,
  oneOf,
  pool,
  references,
  sequence,
  template,
  timestamps,
  uuid,
  within,
  zipf,
} from 'pgrehearse';

export const books = defineTable('public.books', {
  id: sequence(),
  name: template('Company {n}'),
  currency: oneOf({ EUR: 62, USD: 24, GBP: 9, CHF: 5 }),
  created_at: timestamps({ from: '-2000 d', correlation: 1, growth: 3 }),
});

/** Unique by (book_id, number): each book has a 1000, and the largest ones thousands more. */
export const accounts = defineTable('public.accounts', {
  book_id: references(books, 'id', { skew: zipf(0.8), correlation: 0.2 }),
  number: within('book_id', sequence({ start: 1000 })),
  kind: oneOf({ customer: 71, supplier: 17, expense: 6, revenue: 3, asset: 2, tax: 1 }),
  name: pool(8_000, (faker) => faker.company.name(), { skew: zipf(0.6) }),
  // Most accounts are settled; the others owe or are owed.
  balance: mixture([
    [55, oneOf([0])],
    [45, normal(0, 4_000, { decimals: 2 })],
  ]),
  closed_at: nullable(0.93, timestamps({ from: '-900 d' })),
});

export const transactions = defineTable('public.transactions', {
  id: sequence(),
  book_id: references(books, 'id', { skew: zipf(0.9) }),
  key: uuid({ version: 7, from: '-1500 d' }),
  // Booked on working days, and imported a little out of order.
  booked_at: timestamps({ from: '-1500 d', correlation: 0.999, growth: 3, rhythm: 'office' }),
  text: pool(20_000, (faker) => faker.finance.transactionDescription()),
});

/** Unique by (transaction_id, line_no); both accounts belong to the book of the transaction. */
export const entries = defineTable('public.entries', {
  transaction_id: references(transactions, 'id', {
    fanOut: oneOf([1, 2, 3, 5, 40], [70, 16, 9, 4, 1]),
    correlation: 1,
  }),
  line_no: within('transaction_id', sequence()),
  book_id: references(transactions, 'book_id', { together: 'transaction_id' }),
  debit: references(accounts, 'number', { matching: 'book_id' }),
  credit: references(accounts, 'number', { matching: 'book_id' }),
  amount: lognormal(120, 1.4, { decimals: 2, min: 0.01, max: 2_000_000 }),
});

/** Unique by (book_id, number, month): what some accounts had at the end of each month. */
export const statements = defineTable('public.statements', {
  book_id: references(accounts, 'book_id', {
    fanOut: oneOf([0, 6, 24, 48], [60, 15, 15, 10]),
    correlation: 0.5,
  }),
  number: references(accounts, 'number', { together: 'book_id' }),
  month: within(
    'book_id',
    derived((_row, n) => new Date(Date.UTC(2020, n - 1, 1))),
  ),
  balance: normal(0, 4_000, { decimals: 2 }),
});
