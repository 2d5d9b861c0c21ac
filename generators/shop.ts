/**
 * A shop: customers with orders of very uneven numbers, products, order items, and the users of its back
 * office. Columns that a schema lacks are left out by spreading: `defineTable('public.orders', { … })`.
 */
import {
  boolean,
  defineTable,
  derived,
  duplicated,
  json,
  lognormal,
  nullable,
  oneOf,
  pool,
  references,
  sequence,
  template,
  timestamps,
  uniform,
  zipf,
} from 'pgrehearse';

export const customers = defineTable('public.customers', {
  id: sequence(),
  email: template('customer{n}@example.com'),
  name: pool(20_000, (faker) => faker.person.fullName()),
  country: oneOf({ DE: 34, FR: 18, GB: 16, US: 14, NL: 8, PL: 6, IN: 4 }),
  created_at: timestamps({ from: '-1500 d', correlation: 1, growth: 4 }),
});

export const products = defineTable('public.products', {
  id: sequence(),
  sku: template('SKU-{n:7}'),
  name: pool(5_000, (faker) => faker.commerce.productName()),
  price: lognormal(24, 0.9, { decimals: 2, min: 0.5, max: 9_999 }),
  active: boolean(0.9),
});

export const orders = defineTable('public.orders', {
  id: sequence(),
  customer_id: references(customers, 'id', { skew: zipf(0.8), childless: 0.25 }),
  reference: template('ORD-{n:10}'),
  status: oneOf({ delivered: 82, shipped: 6, paid: 5, cancelled: 4, pending: 2, refunded: 1 }),
  total: lognormal(48, 0.8, { decimals: 2, min: 1, max: 50_000 }),
  created_at: timestamps({ from: '-1200 d', correlation: 1, growth: 4 }),
  note: nullable(
    0.85,
    pool(5_000, (faker) => faker.lorem.sentence()),
  ),
  details: json({
    channel: oneOf({ web: 70, app: 25, phone: 5 }),
    items: zipf(1.5, 12),
    gift: boolean(0.04),
  }),
});

export const orderItems = defineTable('public.order_items', {
  id: sequence(),
  // Stored with their order; most orders have few, some many.
  order_id: references(orders, 'id', { fanOut: lognormal(2, 0.7, { decimals: null }), correlation: 1 }),
  product_id: references(products, 'id', { skew: zipf(1.05) }),
  quantity: zipf(2, 20),
  price: lognormal(24, 0.9, { decimals: 2, min: 0.5, max: 9_999 }),
});

/** One e-mail in 500 belongs to two accounts, some of them in other capitals. */
export const users = defineTable(
  'public.users',
  {
    id: sequence(),
    name: pool(50_000, (faker) => `${faker.person.firstName()} ${faker.person.lastName()}`),
    active: boolean(0.93),
    created_at: timestamps({ from: '-1500 d', correlation: 1, growth: 3 }),
    last_seen_at: nullable(0.2, timestamps({ from: '-400 d', growth: 8 })),
    logins: uniform(0, 400),
  },
  {
    email: duplicated(
      { rate: 0.002, variant: (email: string) => (email.length % 3 === 0 ? capitalised(email) : email) },
      derived(
        ({ name }: { name: string }, n) => `${name.toLowerCase().replace(/[^a-z]+/g, '.')}.${n}@example.com`,
      ),
    ),
  },
);

function capitalised(email: string): string {
  return email.charAt(0).toUpperCase() + email.slice(1);
}
